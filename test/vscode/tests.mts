/** A list of named steps against the real editor: each is run, each is counted, and a failure leaves a picture. */
export interface UiTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

const testMsMax = 180_000;

export async function runTests(
  tests: readonly UiTest[],
  onFailure: (name: string) => Promise<void>,
): Promise<Count> {
  let [passed, failed] = [0, 0];
  for (const { name, run } of tests) {
    try {
      await within(testMsMax, run());
      passed += 1;
      console.log(`  ✓ ${name}`);
    } catch (thrown) {
      failed += 1;
      console.log(`  ✗ ${name}`);
      console.log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
      await onFailure(name);
    }
  }
  return { passed, failed };
}

function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`It took longer than ${limitMs / 1_000} s.`)), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

import { isRefusal, refused, type Refusal } from '../../../base/index.ts';
import type { Log } from '../../../core/log/index.ts';
import type { DurableTopic, LearnedEntry, PayloadOf } from '../../../protocol/index.ts';
import { workspacePath } from '../portable-path.ts';
import type { RecognizedError } from '../recognize.ts';
import { fileOf, importsOf } from './exchange.ts';
import type { KnowledgeProjection } from './knowledge-projection.ts';
import type { FailureName, Knowledge, Seen } from './knowledge.ts';
import { createRemedies } from './remedies.ts';
import { limits } from './limits.ts';

export interface KnowledgePorts {
  readonly log: Pick<Log, 'append' | 'catchUp'>;
  /** One of the projections of that log. */
  readonly projection: KnowledgeProjection;
}

export function createKnowledge({ log, projection }: KnowledgePorts): Knowledge {
  let moved = 0;
  let owed = 0;

  async function record<T extends DurableTopic>(
    topic: T,
    payload: PayloadOf<T>,
  ): Promise<Refusal | undefined> {
    const answer = await counted(() => log.append(topic, payload));
    return isRefusal(answer) ? answer : undefined;
  }

  async function counted<T>(write: () => Promise<T>): Promise<T> {
    owed += 1;
    try {
      const answer = await write();
      moved += 1;
      return answer;
    } finally {
      owed -= 1;
    }
  }

  async function named(name: FailureName): Promise<LearnedEntry | Refusal> {
    await log.catchUp();
    const known = projection.entryOf(name);
    if (known) return known;
    const entries = projection.entries();
    const found = entries.filter((entry) => entry.name === name);
    const begun =
      found.length > 0
        ? found
        : entries.filter(({ signatures }) => signatures.some((each) => each.startsWith(name)));
    const [first, ...more] = begun;
    if (first && more.length === 0) return first;
    if (!first)
      return refused(`No failure is known as ${name}: \`grace learned list\` shows those that are.`);
    const ids = begun.slice(0, shownMax).map(({ id }) => id);
    return refused(
      `${name} is the name of ${begun.length} failures: say which one, such as ${ids.join(' or ')}.`,
    );
  }

  async function changed<T extends DurableTopic>(
    name: FailureName,
    topic: T,
    payloadOf: (entry: LearnedEntry) => PayloadOf<T> | Refusal,
  ): Promise<LearnedEntry | Refusal> {
    const entry = await named(name);
    if (isRefusal(entry)) return entry;
    const payload = payloadOf(entry);
    if (isRefusal(payload)) return payload;
    const refusal = await record(topic, payload);
    return refusal ?? projection.entryOf(entry.id) ?? entry;
  }

  return {
    ...createRemedies({
      changed,
      append: (topic, payload) => counted(() => log.append(topic, payload)),
      named,
      async known(signature) {
        await log.catchUp();
        return projection.entryOf(signature);
      },
    }),
    get: named,
    peek: (signature) => projection.entryOf(signature),
    onDidChange: projection.onDidChange,

    async search(query) {
      await log.catchUp();
      const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
      return projection.find(words, limits.answersMax);
    },

    async see(errors, where) {
      await log.catchUp();
      const seen = [...seenIn(errors, where)].slice(0, limits.seenAtOnceMax);
      const before = new Map<string, LearnedEntry>();
      for (const [signature] of seen) {
        const entry = projection.entryOf(signature);
        if (entry) before.set(signature, entry);
      }
      // They are made durable together.
      const refusals = await Promise.all(seen.map(([, payload]) => record('error.seen', payload)));
      return refusals.find((refusal) => refusal !== undefined) ?? before;
    },

    rename: (failure, name) =>
      changed(failure, 'error.named', ({ id }) => {
        if (name === undefined) return { signature: id };
        const short = name.trim();
        if (short !== '' && short.length <= limits.nameCharactersMax) return { signature: id, name: short };
        return refused(`A name has between 1 and ${limits.nameCharactersMax} characters.`);
      }),

    async merge(failure, into) {
      const target = await named(into);
      if (isRefusal(target)) return target;
      const merged = await changed(failure, 'error.merged', ({ id }) =>
        id === target.id
          ? refused(`${failure} and ${into} are one failure already.`)
          : { signature: id, into: target.id },
      );
      return isRefusal(merged) ? merged : (projection.entryOf(target.id) ?? merged);
    },

    async split(signature) {
      const split = await changed(signature, 'error.split', ({ id, signatures }) => {
        const whole = signatures.includes(signature)
          ? [signature]
          : signatures.filter((each) => each.startsWith(signature));
        const [only] = whole;
        if (signatures.length < 2)
          return refused(`${id} stands for one signature only: there is nothing to split.`);
        if (only === undefined || whole.length > 1)
          return refused(`Name one signature of the failure: ${signatures.join(', ')}.`);
        return { signature: only };
      });
      if (isRefusal(split)) return split;
      const [own] = split.signatures.includes(signature) ? [signature] : [];
      return projection.entryOf(own ?? signature) ?? split;
    },

    forget: (failure) => changed(failure, 'error.forgotten', ({ id }) => ({ signature: id })),

    async export() {
      await log.catchUp();
      return fileOf(projection.entries(), (signature) => projection.textOf(signature));
    },

    async import(file) {
      await log.catchUp();
      const news = importsOf(file, (signature) => projection.entryOf(signature));
      const refusals = await Promise.all(news.map((payload) => record('error.imported', payload)));
      return (
        refusals.find((refusal) => refusal !== undefined) ??
        file.failures.filter(({ id }) => news.some(({ signature }) => signature === id)).length
      );
    },

    progress: () => ({ moved, owed }),
  };
}

const shownMax = 3;

/** One record for each signature, with the texts of its last occurrence. */
function seenIn(
  errors: readonly RecognizedError[],
  { root, source }: Seen,
): ReadonlyMap<string, PayloadOf<'error.seen'>> {
  const seen = new Map<string, PayloadOf<'error.seen'>>();
  for (const { signature, tool, code, message, location } of errors) {
    const count = (seen.get(signature.strict)?.count ?? 0) + 1;
    seen.set(signature.strict, {
      ...{ signature: signature.strict, loose: signature.loose, tool, count, source },
      template: signature.template.slice(0, limits.templateCharactersMax),
      message: message.slice(0, limits.messageCharactersMax),
      ...(code === undefined ? {} : { code: code.slice(0, limits.nameCharactersMax) }),
      ...(location === undefined
        ? {}
        : { file: workspacePath(location.file, root).slice(0, limits.pathCharactersMax) }),
      ...(location?.line === undefined ? {} : { line: location.line }),
    });
  }
  return seen;
}

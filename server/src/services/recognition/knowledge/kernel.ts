import { refused, type Refusal } from '../../../base/index.ts';
import { defineKernel } from '../../../core/kernel/index.ts';
import { recognizeErrors } from '../recognize.ts';
import { createKnowledge, type KnowledgePorts } from './create-knowledge.ts';

/** `error_recognition`: ready when it gives a failure the same name in another place, and another one to another failure. */
export const recognitionKernel = defineKernel({
  id: 'error_recognition',
  dependsOn: ['immutable_log'],
  start(ports: KnowledgePorts) {
    const knowledge = createKnowledge(ports);
    return Promise.resolve({
      service: knowledge,
      isReady: () => Promise.resolve(recognizesSamples()),
      beat: () => Promise.resolve(knowledge.progress()),
    });
  },
});

const sample = "/home/ada/shop/src/cart.ts(12,7): error TS2304: Cannot find name 'total'.\n";
const elsewhere = "/srv/build/4711/src/cart.ts(90,3): error TS2304: Cannot find name 'total'.\r\n";
const another = "/home/ada/shop/src/cart.ts(12,7): error TS2552: Cannot find name 'total'.\n";

function recognizesSamples(): 'ready' | Refusal {
  const [first] = signaturesIn(sample, '/home/ada/shop');
  const [second] = signaturesIn(elsewhere, '/srv/build/4711');
  const [third] = signaturesIn(another, '/home/ada/shop');
  const isRight = first !== undefined && third !== undefined && first === second && first !== third;
  return isRight ? 'ready' : refused('Failures are not told apart: reinstall Grace.');
}

function signaturesIn(text: string, root: string): readonly string[] {
  const signatures: string[] = [];
  const recognizer = recognizeErrors({ root }, ({ signature }) => signatures.push(signature.strict));
  recognizer.push(Buffer.from(text));
  recognizer.end();
  return signatures;
}

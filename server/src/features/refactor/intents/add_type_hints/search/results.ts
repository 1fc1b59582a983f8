import type { ts } from '../../../../../services/analysis/typescript.ts';
import type { TextEdit } from '../../../intent.ts';
import { spellWithUnknown } from '../../../types/index.ts';
import type { Candidate } from '../ballot/index.ts';
import { returnCandidates, unusedOf } from '../evidence/index.ts';
import { isJavaScript, type Declaration, type FunctionNode, type Slot } from '../slots/declarations.ts';
import { declarationOfHoles, fillHoles, openHoles, type Holed } from './holes.ts';
import { functionAfter } from './imagined-node.ts';
import { imagine, reachable, written, type Asked, type SearchPorts } from './ports.ts';

/** A function whose result is asked for, in the project as it is with what was chosen for its parameters. */
interface Asking {
  readonly declaration: Declaration;
  readonly slot: Slot;
  readonly node: FunctionNode;
  readonly returned: ts.Type;
  readonly checker: ts.TypeChecker;
}

/** What functions may say that they return, now that their parameters have types. */
export function hearResults(
  ports: SearchPorts,
  declarations: readonly Declaration[],
  parameters: ReadonlyMap<Slot, Candidate>,
): ReadonlyMap<Slot, readonly Candidate[]> {
  const { edits } = written(ports, declarations, parameters, 'without results');
  const asked = askingIn(ports, declarations, imagine(ports, edits), edits);
  const filled = withoutHoles(ports, declarations, parameters, asked);
  return new Map(
    filled.map(({ slot, node, returned, checker }) => {
      const ranked = returnCandidates(node, returned, { ...ports.place, checker }, ports.vocabulary);
      return [slot, reachable(ranked, ports)];
    }),
  );
}

function askingIn(
  ports: SearchPorts,
  declarations: readonly Declaration[],
  { checker, sourceAt }: Asked,
  edits: readonly TextEdit[],
): readonly Asking[] {
  const source = sourceAt(ports.path);
  if (!source) return [];
  return declarations.flatMap((declaration) => {
    const slot = declaration.slots.find(({ kind }) => kind === 'return');
    const node = slot && functionAfter(declaration, source, edits);
    const signature = node && checker.getSignatureFromDeclaration(node);
    if (!signature) return [];
    return [{ declaration, slot, node, returned: checker.getReturnTypeOfSignature(signature), checker }];
  });
}

/** Where the checker found nothing to put in, what the function puts there is asked of the function. */
function withoutHoles(
  ports: SearchPorts,
  declarations: readonly Declaration[],
  parameters: ReadonlyMap<Slot, Candidate>,
  asked: readonly Asking[],
): readonly Asking[] {
  const holed = new Map<Slot, Holed>();
  // A comment can say a type that is not there, but not declare one.
  if (isJavaScript(ports.view.source)) return asked;
  for (const { slot, node, returned, checker } of asked) {
    const spelling = spellWithUnknown(returned, node, checker, ports.place.manner);
    const open = spelling && openHoles(spelling, unusedOf(node));
    if (open) holed.set(slot, open);
  }
  if (holed.size === 0) return asked;
  const say = (textOf: (slot: Slot) => Holed | undefined) => {
    const results = [...holed.keys()].flatMap((slot) => {
      const said = textOf(slot);
      return said ? [[slot, { ...said, isOmitted: false, weight: 0 }] as const] : [];
    });
    return written(ports, declarations, new Map([...parameters, ...results])).edits;
  };
  const probe = say((slot) => holed.get(slot));
  const end = ports.view.source.end;
  const marker = { path: ports.path, span: { start: end, end }, newText: declarationOfHoles };
  const probed = askingIn(ports, declarations, imagine(ports, [...probe, marker]), probe);
  const filled = new Map(
    probed.flatMap(({ slot, node, checker }) => {
      const open = holed.get(slot);
      return open ? [[slot, fillHoles(open, node, { ...ports.place, checker })] as const] : [];
    }),
  );
  const edits = say((slot) => filled.get(slot));
  const after = askingIn(ports, declarations, imagine(ports, edits), edits);
  return asked.map((each) => (holed.has(each.slot) && after.find(({ slot }) => slot === each.slot)) || each);
}

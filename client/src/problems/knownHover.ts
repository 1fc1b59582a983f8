import { Hover, languages, workspace, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { KnownProblem } from '../../../server/src/protocol/index.ts';
import type { Wire } from '../wire.ts';
import { hoverText } from './hoverText.ts';
import { problemsOf } from './problem.ts';

/** The other hovers at this place do not wait longer for what Grace knows. */
const answerMsMax = 250;

/** Says at a problem of the editor what is known of it; nothing where it is not known, or not at once. */
export function registerKnownHover(context: ExtensionContext, wire: Wire, log: LogOutputChannel): void {
  context.subscriptions.push(
    languages.registerHoverProvider(
      { scheme: 'file' },
      {
        async provideHover({ uri }, position, token) {
          if (!workspace.getConfiguration('grace.knowledge', uri).get<boolean>('hover', true))
            return undefined;
          const here = languages.getDiagnostics(uri).filter(({ range }) => range.contains(position));
          const problems = problemsOf(here);
          if (problems.length === 0) return undefined;
          const asked = wire.knownProblems({ uri: uri.toString(), problems }, token);
          const known = await atOnce(asked, (reason) => {
            if (!token.isCancellationRequested) log.warn(`Nothing is known of a problem: ${String(reason)}`);
          });
          return known.length === 0 ? undefined : new Hover(known.map((each) => hoverText(each, Date.now())));
        },
      },
    ),
  );
}

/** The answer, or nothing where it takes too long or does not come. */
async function atOnce(
  asked: Promise<readonly KnownProblem[]>,
  onFailure: (reason: unknown) => void,
): Promise<readonly KnownProblem[]> {
  const answered = asked.catch((reason: unknown) => {
    onFailure(reason);
    return [];
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly KnownProblem[]>((resolve) => {
    timer = setTimeout(() => resolve([]), answerMsMax);
  });
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}

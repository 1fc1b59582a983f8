/**
 * The metrics of an opportunity as a person reads them: what gets better as `complexity 40 → 34`, what there is as
 * `3 calls`; nothing of what there is none of.
 */
export function metricsInWords(metrics: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(metrics).flatMap(([name, value]) => {
    const pair = /^(.+)(Before|After)$/.exec(name);
    const after = pair && metrics[`${pair[1] ?? ''}After`];
    if (pair?.[2] === 'Before' && after !== undefined) return [`${pair[1] ?? ''} ${value} → ${after}`];
    if (pair?.[2] === 'After' || value === 0) return [];
    return [`${value} ${value === 1 ? name.replace(/(?<=ch|x|s)es$|s$/, '') : name}`];
  });
}

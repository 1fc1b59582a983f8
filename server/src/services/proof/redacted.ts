import type { Proven } from './prove-change.ts';
import type { ToolAnswer } from './run-tool.ts';

/** Takes out of texts what nobody must see. What a formatter answers is the text of a file, and is left as it is. */
export interface ReportRedactor {
  redact(text: string): string;
  redactAll<T>(value: T): T;
}

export function redactedAnswer(answer: ToolAnswer, redactor: ReportRedactor | undefined): ToolAnswer {
  return redactor?.redactAll(answer) ?? answer;
}

export function redactedReport(proven: Proven, redactor: ReportRedactor | undefined): Proven {
  return redactor ? { ...proven, report: redactor.redactAll(proven.report) } : proven;
}

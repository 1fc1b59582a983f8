/** What is known of an incident, as text: a playbook asks for it, and a step may be given it as `$name`. */
export const incidentFacts = {
  source: 'What it is about, such as `store`.',
  kernel: 'The part of Grace it is about.',
  signature: 'The strict signature of the failure.',
  tool: 'The tool that said it, such as `tsc`.',
  code: 'The code of the failure, such as `TS2304`.',
  file: 'The file it is in, relative to the workspace.',
  resource: 'What runs short, such as `disk`.',
  service: 'The watched service it is about, by its name.',
  secret: 'The secret it is about, by its name.',
  artifact: 'The artifact it is about, such as `config`.',
} as const;
export type IncidentFact = keyof typeof incidentFacts;
export const incidentFactNames = Object.keys(incidentFacts) as readonly IncidentFact[];

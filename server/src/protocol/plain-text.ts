/** A sentence for where no markup is shown: names stand in quotes instead of backticks. */
export function plainText(sentence: string): string {
  return sentence.replaceAll(/`([^`\n]+)`/g, '‘$1’');
}

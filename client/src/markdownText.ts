/**
 * A text as Markdown that shows as that text, whatever is in it: no link, image, icon or tag comes of what a tool printed.
 * `MarkdownString.appendText` does the same, but its lines do not break.
 */
export function markdownText(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]()#+\-.!|~$]/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\r?\n/gu, '  \n');
}

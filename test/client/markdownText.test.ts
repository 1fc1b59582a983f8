import { expect, test } from 'vitest';
import { markdownText } from '../../client/src/markdownText.ts';

test.each([
  ['a link', '[Run](command:evil)', '\\[Run\\]\\(command:evil\\)'],
  ['an image', '![x](http://y)', '\\!\\[x\\]\\(http://y\\)'],
  ['a tag and an entity', '<img src=x>&nbsp;', '&lt;img src=x&gt;&amp;nbsp;'],
  ['an icon', '$(bug)', '\\$\\(bug\\)'],
  ['emphasis and code', '*a* _b_ `c` \\', '\\*a\\* \\_b\\_ \\`c\\` \\\\'],
])('shows as it is: %s', (_what, text, markdown) => {
  expect(markdownText(text)).toBe(markdown);
});

test('words break at blanks, and lines stay lines', () => {
  expect(markdownText('seen 2 times\nlast now')).toBe('seen 2 times  \nlast now');
});

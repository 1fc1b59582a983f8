/** The records of comma-separated values, where quotes hold commas, line ends and doubled quotes. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  const endField = () => {
    row.push(field);
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') field += text.charAt(++at);
      else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ',') endField();
    else if (character === '\n') {
      endField();
      rows.push(row);
      row = [];
    } else if (character !== '\r') field += character;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  const [names = [], ...records] = rows;
  return records.map((record) =>
    Object.fromEntries(names.map((name, column) => [name, record[column] ?? ''])),
  );
}

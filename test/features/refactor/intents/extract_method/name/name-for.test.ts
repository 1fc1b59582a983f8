import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameFor } from '../../../../../../server/src/features/refactor/intents/extract_method/name/index.ts';
import { ts } from '../../../../../../server/src/services/analysis/typescript.ts';

interface Place {
  readonly around?: string;
  readonly outputs?: readonly string[];
  readonly taken?: readonly string[];
  /** The rest of the file, for its habits. */
  readonly file?: string;
}

/** The name for all statements of a function body. */
function named(body: string, { around = 'run', outputs = [], taken = [], file = '' }: Place = {}): string {
  const text = `class A { async ${around}(input) {\n${body}\n} }\n${file}`;
  const source = ts.createSourceFile('a.tsx', text, ts.ScriptTarget.Latest, true);
  const range = bodyIn(source)?.statements ?? [];
  return nameFor({ range, outputs, isTaken: (name) => taken.includes(name) }).name;
}

function bodyIn(node: ts.Node): ts.Block | undefined {
  return ts.isBlock(node) ? node : ts.forEachChild(node, bodyIn);
}

/** The name for the expression between `«` and `»`. */
function namedExpression(text: string): string {
  const start = text.indexOf('«');
  const end = text.indexOf('»') - 1;
  const source = ts.createSourceFile('a.tsx', text.replace(/[«»]/g, ''), ts.ScriptTarget.Latest, true);
  const find = (node: ts.Node): ts.Expression | undefined => {
    if (node.getStart(source) === start && node.end === end && ts.isExpression(node)) return node;
    return ts.forEachChild(node, find);
  };
  const range = find(source);
  if (!range) throw new Error('There is no expression between the marks.');
  return nameFor({ range, outputs: [], isTaken: () => false }).name;
}

describe('the comment above', () => {
  test.each([
    ['// Validate the order', 'validateOrder'],
    ['// Validates the order.', 'validateOrder'],
    ['// First, normalize all of the paths', 'normalizePaths'],
    ['/* Clean up temporary files before the next run. */', 'cleanUpTemporaryFiles'],
    ['// need to also remove the else keyword if it exists', 'removeElseKeyword'],
    ['// Step 2: upload the archive', 'uploadArchive'],
    ['// Wait for the server', 'waitForServer'],
    ['// Compute the sum of prices', 'computeSumOfPrices'],
    ['// Validate the id up front so bad input fails fast', 'validateId'],
    ['// Parse the HTTP headers', 'parseHTTPHeaders'],
  ])('%s', (comment, expected) => {
    expect(named(`${comment}\nx.y(z);`)).toBe(expected);
  });

  test.each([
    ['// TODO: remove the thing'],
    ['// eslint-disable-next-line no-console'],
    ['// the user has to be known here'],
    ['// Why close it twice?'],
    ['// Call x() = y'],
    ["// Don't close it"],
  ])('%s names nothing', (comment) => {
    expect(named(`${comment}\nsocket.close();`)).toBe('closeSocket');
  });

  test('a comment with a blank line below it is about more', () => {
    expect(named('// Validate the order\n\nsocket.close();')).toBe('closeSocket');
  });

  test('the first of several comments names its own part alone', () => {
    expect(
      named('// Validate the order\ncheck(a);\n// Send the mail\nconst total = a + b;', {
        outputs: ['total'],
      }),
    ).toBe('computeTotal');
  });
});

describe('guards', () => {
  test.each([
    [
      "if (!order.lines) throw new Error('a'); if (order.total < 0) { throw new Error('b'); }",
      'validateOrder',
    ],
    ["if (typeof schema !== 'object') throw new TypeError('no');", 'validateSchema'],
    ["if (!this.account) { log(); throw new Error('no'); }", 'validateAccount'],
    ['assert(config.port > 0); assert(config.host);', 'validateConfig'],
  ])('%s', (body, expected) => {
    expect(named(body)).toBe(expected);
  });

  test('with the verb of the file', () => {
    const file = 'function assertUser() {} function assertTeam() {}';
    expect(named('if (!order) throw new Error();', { file })).toBe('assertOrder');
  });
});

describe('what it notes down as wrong', () => {
  test.each([
    ["if (typeof body.day !== 'string') problems.push('day is missing');", 'validateDay'],
    [
      "if (!body.time) problems.push('a'); else { from = 1; } if (!isCount(body.guests)) problems.push('b');",
      'validateTimeAndGuests',
    ],
    ['if (/x/.test(user.phone)) { this.errors.push({ code: 1 }); }', 'validatePhone'],
    ["if (name.length > 80) context.addIssue('too long');", 'validateName'],
  ])('%s', (body, expected) => {
    expect(named(body)).toBe(expected);
  });

  test('with the verb of the file, and not after three things at once', () => {
    const file = 'function checkUser() {} function checkTeam() {}';
    expect(named("if (!order.day) problems.push('no day');", { file })).toBe('checkDay');
    const three = ['day', 'time', 'name'].map((each) => `if (!order.${each}) problems.push('no ${each}');`);
    expect(named(three.join('\n'))).not.toMatch(/^validate/u);
    expect(named("if (!order.day) lines.push('no day');")).not.toMatch(/^validate/u);
  });
});

describe('the value it hands on', () => {
  test.each([
    ['const total = price + tax;', ['total'], 'computeTotal'],
    ['const users = await db.users.findAll();', ['users'], 'findUsers'],
    ['const res = await client.post(`/v1/users`);', ['res'], 'loadOrders'],
    ['const lines = []; for (const item of items) lines.push(format(item));', ['lines'], 'collectLines'],
    ['const byName = {}; for (const item of items) byName[item.name] = item;', ['byName'], 'buildByName'],
    ["let text = ''; for (const line of lines) text += line;", ['text'], 'buildText'],
    ['let count = 0; for (const user of users) if (user.active) count++;', ['count'], 'countUsers'],
    ['let total = 0; for (const line of lines) total += line.price;', ['total'], 'computeTotal'],
    ["let type; if (a) type = 'x'; else type = 'y';", ['type'], 'resolveType'],
    ['const port = options.port ?? 80;', ['port'], 'resolvePort'],
    ['const isValid = a > b;', ['isValid'], 'checkIsValid'],
    ['let found = false; for (const a of as) if (a) found = true;', ['found'], 'checkFound'],
    ['const client = new Client(url);', ['client'], 'createClient'],
    ['const config = { a, b };', ['config'], 'buildConfig'],
    ['const label = `${a} of ${b}`;', ['label'], 'formatLabel'],
    ['const names = users.map((user) => user.name);', ['names'], 'buildNames'],
    ['const active = users.filter((user) => user.active);', ['active'], 'filterActive'],
    ['const parts = path.split("/");', ['parts'], 'splitParts'],
    ['const config = JSON.parse(text);', ['config'], 'parseConfig'],
    ['const pages = await Promise.all(ids.map((id) => fetchPage(id)));', ['pages'], 'fetchPages'],
    ['const min = a * 2; const max = b * 2;', ['min', 'max'], 'computeMinAndMax'],
    [
      'const { experiments, nextPageToken } = await api.listExperiments(project);',
      ['experiments', 'nextPageToken'],
      'listExperiments',
    ],
    ['const text = value.toString();', ['text'], 'formatText'],
    ['const made = value.constructor();', ['made'], 'getMade'],
    ['const header = <Header user={user} />;', ['header'], 'renderHeader'],
  ])('%s', (body, outputs, expected) => {
    expect(named(body, { around: 'processOrders', outputs })).toBe(expected);
  });

  test('with the verbs of the file', () => {
    const file = 'function calculateTax() {} function calculateVat() {}';
    expect(named('const total = price + tax;', { outputs: ['total'], file })).toBe('calculateTotal');
    const makes = 'function makeA() {} function makeB() {}';
    expect(named('const client = new Client();', { outputs: ['client'], file: makes })).toBe('makeClient');
  });
});

describe('the answer of the function around', () => {
  test.each([
    ['getUser', 'const found = cache.get(id); return found;', 'getFound'],
    ['renderCell', 'if (a) return "-"; return `${b} (±${c})`;', 'formatCell'],
    ['isValidName', 'if (banned.has(name)) return false; return true;', 'checkIsValidName'],
    ['checkResponse', 'for (const each of all) if (!each) return false; return true;', 'isResponse'],
    ['deleteTree', 'await walk(tree); return true;', 'walkTree'],
    ['getService', 'const name = a; return res.body;', 'resolveService'],
  ])('in %s', (around, body, expected) => {
    const taken = ['getService', 'isResponseValid'];
    expect(named(body, { around, taken })).toBe(expected);
  });
});

describe('what it does', () => {
  test.each([
    ['for (const user of users) notify(user);', 'notifyUsers'],
    ['for (const user of users) { a.open(user); b.close(user); c.send(user); }', 'processUsers'],
    ['this.cache.clear(); this.listeners.clear();', 'clearCache'],
    ["emitter.emit('change', value);", 'emitChange'],
    ['await mailer.sendInvoice(customer);', 'sendInvoice'],
    ['this.state.count = next;', 'updateCount'],
    ['delete registry[name];', 'removeRegistry'],
    ["console.log('Usage: grace'); console.log(a);", 'showUsage'],
    ['logger.info(summary);', 'logSummary'],
    ['if (options.force) { await fs.rmSync(cacheFolder); }', 'removeCacheFolder'],
    ['try { await store.save(order); } catch (error) { logger.error(error); }', 'saveStore'],
    ['await request(order).then((answer) => answer.json());', 'requestOrder'],
    ['writer.conditionalWrite(isRest, "...");', 'writeTeam'],
  ])('%s', (body, expected) => {
    expect(named(body, { around: 'showTeam' })).toBe(expected);
  });

  test('assignments of a constructor initialize', () => {
    const source = ts.createSourceFile(
      'a.ts',
      'class A { constructor() { this.color = 1; } }',
      ts.ScriptTarget.Latest,
      true,
    );
    const range = bodyIn(source)?.statements ?? [];
    expect(nameFor({ range, outputs: [], isTaken: () => false }).name).toBe('initializeColor');
  });
});

describe('expressions', () => {
  test.each([
    ['if («users.length > 0») run();', 'hasUsers'],
    ['if («users.length === 0») run();', 'lacksUsers'],
    ["if («kind === 'active'») run();", 'isActive'],
    ["if («state !== 'ready'») run();", 'isNotReady'],
    ['if («error instanceof TypeError») run();', 'isTypeError'],
    ['if («account == null») run();', 'lacksAccount'],
    ['if («a > 1 && b < 2») continue;', 'shouldSkip'],
    ['if («a > 1 && b < 2») deleteFiles();', 'shouldDeleteFiles'],
    ['const total = «price * count»;', 'computeTotal'],
    ['const user = «await api.fetchUser(id)»;', 'fetchUser'],
    ['call({ label: «`${a} of ${b}`» });', 'formatLabel'],
    ['function getSize() { return «width * height»; }', 'computeSize'],
  ])('%s', (text, expected) => {
    expect(namedExpression(text)).toBe(expected);
  });
});

describe('what holds of every name', () => {
  test('a name that is taken gives way to the next', () => {
    const body = 'const users = await db.findUsers();';
    expect(named(body, { outputs: ['users'], around: 'showTeam', taken: ['findUsers'] })).toBe(
      'findUsersForTeam',
    );
    expect(named('notify(user);', { taken: ['notifyUser'], around: 'closeAccount' })).toBe('notifyAccount');
  });

  test('it hides no global and is no name the platform calls', () => {
    expect(named('const int = parse(text);', { outputs: ['int'] })).not.toBe('parseInt');
    expect(named('const string = to(text);', { outputs: ['string'] })).not.toBe('toString');
  });

  test('where everything is taken, a number makes the difference', () => {
    const source = ts.createSourceFile('a.ts', 'x();', ts.ScriptTarget.Latest, true);
    const isTaken = (name: string) => !name.endsWith('4');
    expect(nameFor({ range: [...source.statements], outputs: [], isTaken }).name).toMatch(/4$/);
  });

  test('short, in camel case, never a word of the language, the same twice', () => {
    const identifiers = fc.constantFrom(
      'a',
      'user',
      'orderLines',
      'XMLHttpRequest',
      '$',
      '_',
      'été',
      'MAX_SIZE',
      'newFunction',
    );
    const statements = fc.constantFrom(
      (a: string, b: string) => `${a}(${b});`,
      (a: string, b: string) => `${a}.${b}();`,
      (a: string, b: string) => `${a} = ${b};`,
      (a: string, b: string) => `const ${a} = ${b} ? 1 : 2;`,
      (a: string, b: string) => `for (const ${a} of ${b}) ${a}.push(${b});`,
      (a: string, b: string) => `if (!${a}) throw ${b};`,
      (a: string, b: string) => `return ${a} + ${b};`,
      (a: string, b: string) => `// Remove ${a} and ${b}\ndelete ${a}.${b};`,
    );
    const line = fc.tuple(statements, identifiers, identifiers).map(([make, a, b]) => make(a, b));
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        identifiers,
        fc.subarray(['a', 'user']),
        (lines, around, outputs) => {
          const taken = ['deleteUser', 'processUser'];
          const name = named(lines.join('\n'), { around, outputs, taken });
          expect(name).toMatch(/^[\p{Ll}$_][\p{ID_Continue}$]{1,29}$/u);
          expect([...taken, 'newFunction']).not.toContain(name);
          const source = ts.createSourceFile('a.ts', `function ${name}() {}`, ts.ScriptTarget.Latest);
          expect(source.statements).toHaveLength(1);
          expect(named(lines.join('\n'), { around, outputs, taken })).toBe(name);
        },
      ),
      { numRuns: 300 },
    );
  });
});

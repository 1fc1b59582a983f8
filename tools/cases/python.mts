import { slug, type Case } from './case.mts';

interface Fault {
  readonly id: string;
  readonly code: string;
  readonly at: string;
  readonly name: string;
  readonly message: string;
}

const raised: readonly Fault[] = [
  {
    id: 'key',
    code: 'def price(item):\n    return item["price"]\n\n\nprice({})',
    at: 'return item',
    name: 'KeyError',
    message: "'price'",
  },
  {
    id: 'type',
    code: 'def total(items):\n    return sum(items) + "1"\n\n\ntotal([1])',
    at: 'return sum',
    name: 'TypeError',
    message: "unsupported operand type(s) for +: 'int' and 'str'",
  },
  {
    id: 'value',
    code: 'amount = int("three")',
    at: 'amount',
    name: 'ValueError',
    message: "invalid literal for int() with base 10: 'three'",
  },
  {
    id: 'import',
    code: 'import no_such_module_of_ada',
    at: 'import',
    name: 'ModuleNotFoundError',
    message: "No module named 'no_such_module_of_ada'",
  },
  {
    id: 'file',
    code: 'with open("prices.json") as prices:\n    prices.read()',
    at: 'with open',
    name: 'FileNotFoundError',
    message: "[Errno 2] No such file or directory: 'prices.json'",
  },
  {
    id: 'json',
    code: 'import json\n\njson.loads("{")',
    at: 'json.loads',
    name: 'json.decoder.JSONDecodeError',
    message: 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)',
  },
  {
    id: 'cause',
    code: 'def load():\n    try:\n        return int("x")\n    except ValueError as error:\n        raise RuntimeError("cannot load") from error\n\n\nload()',
    at: 'raise Runtime',
    name: 'RuntimeError',
    message: 'cannot load',
  },
  {
    id: 'context',
    code: 'def load():\n    try:\n        return {}["x"]\n    except KeyError:\n        raise RuntimeError("nothing there")\n\n\nload()',
    at: 'raise Runtime',
    name: 'RuntimeError',
    message: 'nothing there',
  },
  {
    id: 'own-class',
    code: 'class OutOfStock(Exception):\n    pass\n\n\ndef take(item):\n    raise OutOfStock(f"no {item} left")\n\n\ntake("tea")',
    at: 'raise Out',
    name: 'OutOfStock',
    message: 'no tea left',
  },
  { id: 'syntax', code: 'amount = (', at: 'amount', name: 'SyntaxError', message: "'(' was never closed" },
  {
    id: 'assertion',
    code: 'assert 1 + 1 == 3',
    at: 'assert',
    name: 'AssertionError',
    message: 'AssertionError',
  },
];

const tested: readonly (Fault & { readonly body: string })[] = [
  {
    id: 'number',
    body: 'assert 1 + 2 == 4',
    code: '',
    at: 'assert 1',
    name: 'AssertionError',
    message: 'assert (1 + 2) == 4',
  },
  {
    id: 'text',
    body: 'assert "tea".upper() == "tea"',
    code: '',
    at: 'assert "tea"',
    name: 'AssertionError',
    message: "assert 'TEA' == 'tea'",
  },
  {
    id: 'raises',
    body: 'int("three")',
    code: '',
    at: 'int("three")',
    name: 'ValueError',
    message: "invalid literal for int() with base 10: 'three'",
  },
  {
    id: 'message',
    body: 'assert False, "the shop is closed"',
    code: '',
    at: 'assert False',
    name: 'AssertionError',
    message: 'the shop is closed',
  },
  {
    id: 'key',
    body: 'price({})',
    code: 'def price(item):\n    return item["price"]\n\n\n',
    at: 'return item',
    name: 'KeyError',
    message: "'price'",
  },
];

/** What each checker says of code, by its own code. */
const checked: readonly {
  id: string;
  code: string;
  at: string;
  mypy?: readonly [string, string];
  ruff?: readonly [string, string];
  flake8?: readonly [string, string];
}[] = [
  {
    id: 'unused-import',
    code: 'import os\n',
    at: 'import os',
    ruff: ['F401', '`os` imported but unused'],
    flake8: ['F401', "'os' imported but unused"],
  },
  {
    id: 'undefined',
    code: 'total = missing_amount\n',
    at: 'total',
    mypy: ['name-defined', 'Name "missing_amount" is not defined'],
    ruff: ['F821', 'Undefined name `missing_amount`'],
    flake8: ['F821', "undefined name 'missing_amount'"],
  },
  {
    id: 'assignment',
    code: 'amount: int = "three"\n',
    at: 'amount',
    mypy: [
      'assignment',
      'Incompatible types in assignment (expression has type "str", variable has type "int")',
    ],
  },
  {
    id: 'argument',
    code: 'def half(amount: int) -> float:\n    return amount / 2\n\n\nhalf("three")\n',
    at: 'half("three")',
    mypy: ['arg-type', 'Argument 1 to "half" has incompatible type "str"; expected "int"'],
  },
  {
    id: 'attribute',
    code: 'size = "tea".length\n',
    at: 'size',
    mypy: ['attr-defined', '"str" has no attribute "length"'],
  },
  {
    id: 'return',
    code: 'def label() -> str:\n    return 3\n',
    at: 'return 3',
    mypy: ['return-value', 'Incompatible return value type (got "int", expected "str")'],
  },
  {
    id: 'unused-variable',
    code: 'def total() -> None:\n    amount = 1\n',
    at: 'amount',
    ruff: ['F841', 'Local variable `amount` is assigned to but never used'],
    flake8: ['F841', "local variable 'amount' is assigned to but never used"],
  },
  {
    id: 'format',
    code: 'print("{} {}".format(1))\n',
    at: 'print',
    ruff: ['F524', '`.format` call is missing argument(s) for placeholder(s): 1'],
    flake8: ['F524', "'...'.format(...) is missing argument(s) for placeholder(s): 1"],
  },
  { id: 'spaces', code: 'amount=1\n', at: 'amount', flake8: ['E225', 'missing whitespace around operator'] },
  {
    id: 'long',
    code: `note = "${'a'.repeat(90)}"\n`,
    at: 'note',
    flake8: ['E501', 'line too long (99 > 79 characters)'],
  },
  { id: 'syntax', code: 'amount = (\n', at: 'amount', flake8: ['E999', "SyntaxError: '(' was never closed"] },
];

const checkers = {
  mypy: { plain: 'mypy seeded.py', columns: 'mypy --show-column-numbers seeded.py' },
  ruff: {
    full: 'ruff check --select F --no-cache seeded.py',
    concise: 'ruff check --select F --no-cache --output-format concise seeded.py',
  },
  flake8: { plain: 'flake8 seeded.py' },
} as const;

export const pythonCases: readonly Case[] = [
  ...raised.map(({ id, code, at, name, message }): Case => ({
    name: slug(id),
    fault: `python ${id}`,
    prose: 'A script fails.',
    project: 'empty',
    command: 'python seeded.py',
    seed: { 'seeded.py': `# The shop.\n${code}\n` },
    expected: { tool: 'python', code: name, message, file: 'seeded.py', at },
  })),
  ...tested.flatMap(({ id, body, code, at, name, message }) =>
    (['long', 'short'] as const).map((style): Case => ({
      name: slug(`${id}-${style}`),
      fault: `pytest ${id}`,
      prose: 'A test fails.',
      project: 'empty',
      command: `pytest -p no:cacheprovider --tb=${style}`,
      seed: {
        'test_seeded.py': `${code}def test_works():\n    ${body}\n\n\ndef test_others():\n    assert True\n`,
      },
      expected: { tool: 'pytest', code: name, message, file: 'test_seeded.py', at },
    })),
  ),
  {
    name: 'missing-import',
    fault: 'pytest missing-import',
    prose: 'A test imports a module that does not exist.',
    project: 'empty',
    command: 'pytest -p no:cacheprovider',
    seed: {
      'test_seeded.py':
        'import no_such_module_of_ada\n\n\ndef test_works():\n    no_such_module_of_ada.run()\n',
    },
    expected: {
      tool: 'pytest',
      code: 'ModuleNotFoundError',
      message: "No module named 'no_such_module_of_ada'",
      file: 'test_seeded.py',
      at: 'import',
    },
  },
  {
    name: 'fixture',
    fault: 'pytest fixture',
    prose: 'A fixture raises.',
    project: 'empty',
    command: 'pytest -p no:cacheprovider',
    seed: {
      'test_seeded.py':
        'import pytest\n\n\n@pytest.fixture\ndef shelf():\n    raise OSError("no shelf")\n\n\ndef test_works(shelf):\n    assert shelf\n',
    },
    expected: {
      tool: 'pytest',
      code: 'OSError',
      message: 'no shelf',
      file: 'test_seeded.py',
      at: 'raise OSError',
    },
  },
  ...checked.flatMap(({ id, code, at, ...says }) =>
    (['mypy', 'ruff', 'flake8'] as const).flatMap((tool) => {
      const said = says[tool];
      if (!said) return [];
      return Object.entries(checkers[tool]).map(([form, command]): Case => ({
        name: slug(`${id}-${form}`),
        fault: `${tool} ${id}`,
        prose: `Code that ${tool} refuses: ${id}.`,
        project: 'empty',
        command,
        seed: { 'seeded.py': code },
        expected: { tool, code: said[0], message: said[1], file: 'seeded.py', at },
      }));
    }),
  ),
];

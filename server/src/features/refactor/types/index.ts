/** Types promises how a project writes its types: the words it has for them, how it spells and how it imports them. */
export { createImporter, importEdits, type Importer } from './imports.ts';
export { importMannerOf, mannerOf, type ImportManner } from './manner.ts';
export { knownAs, ownName } from './known-as.ts';
export { declaredNode, writtenOf } from './origin.ts';
export {
  isWayOut,
  spellNode,
  spellType,
  spellWithUnknown,
  type Manner,
  type Needed,
  type Spelling,
} from './spell.ts';
export { spellText } from './spell-text.ts';
export {
  folderOf,
  functionName,
  parametersText,
  vocabularyOf,
  type NamedType,
  type Vocabulary,
} from './vocabulary.ts';

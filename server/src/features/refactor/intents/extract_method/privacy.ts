import { ts } from '../../../../services/analysis/typescript.ts';
import { isJavaScript } from './plan.ts';

/** What a class puts before the names of members that are nobody else's business. */
export type PrivacyMark = '#' | '_' | '';

/** The mark that a class uses already; beside `private` a mark is used where every private method has it. */
export function privacyMarkOf(owner: ts.ClassLikeDeclaration): PrivacyMark {
  const worded = owner.members.filter(isWorded);
  if (worded.length === 0 && owner.members.some(({ name }) => name && ts.isPrivateIdentifier(name)))
    return '#';
  const marked = isJavaScript(owner.getSourceFile()) ? owner.members : worded.filter(isCallable);
  const isUsual = isJavaScript(owner.getSourceFile())
    ? marked.some(isUnderscored)
    : marked.every(isUnderscored);
  return marked.length > 0 && isUsual ? '_' : '';
}

function isWorded(member: ts.ClassElement): boolean {
  if (!ts.canHaveModifiers(member)) return false;
  return (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
}

function isCallable(member: ts.ClassElement): boolean {
  return ts.isMethodDeclaration(member) || ts.isAccessor(member);
}

function isUnderscored({ name }: ts.ClassElement): boolean {
  return name !== undefined && ts.isIdentifier(name) && /^_[^_]/.test(name.text);
}

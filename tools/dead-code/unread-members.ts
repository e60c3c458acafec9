import ts from 'typescript';

/** A source, by its path in the repository. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A member that a type or class of the product declares, and that no source reads. */
export interface UnreadMember {
  readonly name: string;
  readonly owner: string;
  readonly path: string;
  readonly line: number;
}

/** What is known of the sources of a check. */
export interface MemberSources {
  /** Files whose members must be read. */
  readonly product: readonly SourceText[];
  /** Further files that read members, such as tests. */
  readonly readers: readonly SourceText[];
  /** Names of types that users have: who reads a member of them is not known here. */
  readonly publicTypes: ReadonlySet<string>;
}

type Member =
  | ts.PropertySignature
  | ts.MethodSignature
  | ts.PropertyDeclaration
  | ts.MethodDeclaration
  | ts.GetAccessorDeclaration;

/**
 * Members that nothing reads, by their names: a member counts as read if any source reads a member of that name, or has the name as a text, as
 * `Pick` and `keyof` take it. So what is found is surely unread, and what two types have under one name may be missed.
 *
 * Not judged are members of public types, of classes and interfaces that implement a type of a package (the package reads them), and names that
 * begin with a capital letter, which are AWS's and are read there.
 */
export function unreadMembers({ product, readers, publicTypes }: MemberSources): readonly UnreadMember[] {
  const parsed = product.map(parse);
  const ownTypes = new Set(parsed.flatMap(typeNames));
  const read = namesRead(parsed);
  const unread = parsed
    .flatMap((sourceFile) => declaredMembers(sourceFile, publicTypes, ownTypes))
    .filter(({ name }) => !read.has(name) && !/^[A-Z]/.test(name));
  // Few names are left, and few readers have one of them.
  const names = [...new Set(unread.map(({ name }) => name))];
  const mentioning = readers.filter(({ text }) => names.some((name) => text.includes(name)));
  const readElsewhere = namesRead(mentioning.map(parse));
  return unread.filter(({ name }) => !readElsewhere.has(name));
}

function namesRead(files: readonly ts.SourceFile[]): ReadonlySet<string> {
  return new Set(files.flatMap((file) => [...readNames(file)]));
}

function parse({ path, text }: SourceText): ts.SourceFile {
  const options = {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  return ts.createSourceFile(path, text, options, true);
}

/** Every node below another one. */
function nodesBelow(node: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (one: ts.Node): void => {
    nodes.push(one);
    ts.forEachChild(one, visit);
  };
  ts.forEachChild(node, visit);
  return nodes;
}

type NamedType = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

function isNamedType(node: ts.Node): node is NamedType {
  return ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function typeNames(sourceFile: ts.SourceFile): readonly string[] {
  return nodesBelow(sourceFile).flatMap((node) => (isNamedType(node) ? [node.name?.text ?? ''] : []));
}

function declaredMembers(
  sourceFile: ts.SourceFile,
  publicTypes: ReadonlySet<string>,
  ownTypes: ReadonlySet<string>,
): readonly UnreadMember[] {
  const members = nodesBelow(sourceFile).filter(isMember);
  return members.flatMap((member) => {
    const owner = ownerOf(member);
    const name = nameOf(member.name);
    if (owner === undefined || name === undefined) return [];
    const ownerName = owner.name?.text ?? '';
    if (publicTypes.has(ownerName) || isOfPackage(owner, ownTypes)) return [];
    const line = sourceFile.getLineAndCharacterOfPosition(member.getStart()).line + 1;
    return [{ name, owner: ownerName, path: sourceFile.fileName, line }];
  });
}

function isMember(node: ts.Node): node is Member {
  return (
    ts.isPropertySignature(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ((ts.isMethodDeclaration(node) || ts.isGetAccessorDeclaration(node)) &&
      ts.isClassDeclaration(node.parent))
  );
}

/** The type that has a name and contains a member, directly or in a literal type. Types in a function's parameters have none. */
function ownerOf(member: Member): NamedType | undefined {
  let node: ts.Node = member.parent;
  while (!isNamedType(node)) {
    if (ts.isFunctionLike(node) || ts.isSourceFile(node)) return undefined;
    node = node.parent;
  }
  return node;
}

/** Whether a class or an interface implements a type that is not of this repository. */
function isOfPackage(owner: NamedType, ownTypes: ReadonlySet<string>): boolean {
  if (ts.isTypeAliasDeclaration(owner)) return false;
  const bases = (owner.heritageClauses ?? []).flatMap(({ types }) => types);
  return bases.some(({ expression }) => !ownTypes.has(expression.getText()));
}

function nameOf(name: ts.PropertyName | ts.BindingName | undefined): string | undefined {
  const isName =
    name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isPrivateIdentifier(name));
  return isName ? name.text : undefined;
}

/** The names of the members that a source reads, and its texts. */
function* readNames(sourceFile: ts.SourceFile): Iterable<string> {
  for (const node of nodesBelow(sourceFile)) {
    if (ts.isPropertyAccessExpression(node) && !isAssigned(node)) yield node.name.text;
    else if (ts.isStringLiteralLike(node) && !isMember(node.parent)) yield node.text;
    else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      yield nameOf((node.propertyName as ts.PropertyName | undefined) ?? node.name) ?? '';
    } else if (ts.isJsxAttribute(node)) yield node.name.getText();
  }
}

function isAssigned(node: ts.PropertyAccessExpression): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

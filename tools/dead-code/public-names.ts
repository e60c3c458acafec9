import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceText } from './unread-members';

/** The names that entry points export, with those of `export * from`. */
export function publicNames(sources: readonly SourceText[], entries: readonly string[]): ReadonlySet<string> {
  const byPath = new Map(sources.map(({ path, text }) => [path, text]));
  const namesOf = (path: string): readonly string[] => {
    const text = byPath.get(path);
    if (text === undefined) throw new Error(`there is no ${path}, which an entry point exports`);
    const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
    return statements.flatMap((statement) => exportedBy(statement, path, namesOf));
  };
  return new Set(entries.flatMap(namesOf));
}

function exportedBy(
  statement: ts.Statement,
  path: string,
  namesOf: (path: string) => readonly string[],
): readonly string[] {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, moduleSpecifier } = statement;
    if (exportClause !== undefined && ts.isNamedExports(exportClause)) {
      return exportClause.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
    }
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
    return namesOf(`${posix.join(posix.dirname(path), moduleSpecifier.text)}.ts`);
  }
  const isDeclared =
    ts.isInterfaceDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  const isExported =
    isDeclared && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return isExported === true && statement.name !== undefined ? [statement.name.text] : [];
}

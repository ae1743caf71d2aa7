import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** An import or re-export as written, seen from the root of the project when it is relative. */
export interface Import {
  /** `src/store/guard_store.ts` or a package, `lit/directives/repeat.js`. */
  readonly target: string;
  readonly isTypeOnly: boolean;
  /** Names taken, as the other file calls them; `*` for all of them (namespace, `export *`, dynamic). */
  readonly names: readonly string[];
}

/** One source file, parsed: what it imports and which names it takes from outside. */
export interface Source {
  /** From the root, with slashes: `src/model/ops.ts`. */
  readonly path: string;
  /** `model` for `src/model/backend/cpu.ts`; undefined for an entry, `src/tracker.ts`. */
  readonly room: string | undefined;
  readonly imports: readonly Import[];
  /** Names that the file uses and does not declare or import: globals, dotted where they are used so (`Math.random`). */
  readonly globals: ReadonlySet<string>;
}

/** Every source file under `src/`. */
export function readSources(): Source[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(ROOT, path), 'utf8')));
}

export function parseSource(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const imports: Import[] = [];
  const declared = new Set<string>();
  const used = new Set<string>();
  const addImport = (
    specifier: ts.Expression | undefined,
    isTypeOnly: boolean,
    bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined,
  ) => {
    if (!specifier || !ts.isStringLiteral(specifier)) return; // an address that is known only at run time
    const { text: name } = specifier;
    const target = name.startsWith('.') ? posix.join(dirname(path), name) : name;
    imports.push({ target, isTypeOnly, names: namesOf(bindings) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      addImport(node.moduleSpecifier, isTypeOnlyImport(node), node.importClause?.namedBindings);
    else if (ts.isExportDeclaration(node))
      addImport(node.moduleSpecifier, node.isTypeOnly, node.exportClause);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      addImport(node.arguments[0], false, undefined);
    else if (ts.isIdentifier(node)) {
      if (isDeclaration(node)) declared.add(node.text);
      else if (!isMemberName(node) && !ts.isPartOfTypeNode(node))
        for (const name of spellings(node)) used.add(name);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  const globals = new Set([...used].filter((name) => !declared.has(name.split('.')[0]!)));
  const [, room] = path.split('/');
  return { path, room: room?.endsWith('.ts') ? undefined : room, imports, globals };
}

/** `import type …`, or braces in which every name is a type. */
function isTypeOnlyImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = importClause;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

/** Without braces everything may be reached. */
function namesOf(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): string[] {
  if (!bindings || !('elements' in bindings)) return ['*'];
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent)) return true;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent)) &&
    parent.name === node
  );
}

/** A name after a dot or before a colon: of a member, not of a variable. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isGetAccessor(parent) ||
      ts.isSetAccessor(parent)) &&
    parent.name === node
  );
}

/** `Math.random` for the `Math` in it; both `globalThis.fetch` and `fetch` for `globalThis.fetch`. */
function spellings(node: ts.Identifier): string[] {
  let access: ts.Node = node;
  let name = node.text;
  while (ts.isPropertyAccessExpression(access.parent) && access.parent.expression === access) {
    access = access.parent;
    name += `.${(access as ts.PropertyAccessExpression).name.text}`;
  }
  const short = name.replace(/^(globalThis|self|window)\.(?=.)/, '');
  return short === name ? [name] : [name, short];
}

import ts from "typescript";

type Node = ts.Node;
type Identifier = ts.Identifier;

/** Globals of the language that give the same answer whenever they are asked. */
const constant: ReadonlySet<string> = new Set(
  `Array Boolean Error Infinity JSON Map Math NaN Number Object Promise RangeError RegExp Set String Symbol TypeError
  URL URLSearchParams WeakMap WeakSet BigInt decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN
  parseFloat parseInt structuredClone undefined __dirname __filename`.split(/\s+/),
);

/** What a module may see besides: all else that is global here, and what CommonJS adds. */
const changing: ReadonlySet<string> = new Set(
  [...Object.getOwnPropertyNames(globalThis), "require", "module", "exports", "process", "arguments"].filter(
    (name) => !constant.has(name),
  ),
);

/** Members that depend on chance, on the machine's language, or lead to code that is made of text. */
const changingMembers = /^(?:random|constructor|localeCompare|toLocale\w*)$/;

/** What may be asked of `import.meta`: where the file is. */
const places: ReadonlySet<string> = new Set(["url", "dirname", "filename"]);

/** What is wrong with a name that stands for something outside of the config's files, which may change without them. */
export function problemOfName(node: Node): string | undefined {
  if (ts.isMetaProperty(node))
    return ts.isPropertyAccessExpression(node.parent) && places.has(node.parent.name.text)
      ? undefined
      : "uses import.meta";
  if (ts.isStringLiteralLike(node) && node.text === "constructor") return "uses constructor";
  if (!ts.isIdentifier(node)) return undefined;
  const { text } = node;
  if (isMemberName(node)) return changingMembers.test(text) ? `uses ${text}` : undefined;
  if (text === "process") return "reads process.env, or something else of the process";
  // Whether it is declared here or not: no scope has to be understood.
  if (changing.has(text)) return isModuleExports(node) ? undefined : `uses ${text}`;
  return constant.has(text) || isDeclaredIn(node) ? undefined : `uses ${text}`;
}

/** `module.exports = {}`. */
const isModuleExports = ({ text, parent }: Identifier): boolean =>
  text === "module" && ts.isPropertyAccessExpression(parent) && parent.name.text === "exports";

/** A name that is looked up in an object, or is a label: it stands for nothing outside. */
function isMemberName(node: Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) return parent.propertyName === node;
  if (ts.isExportSpecifier(parent)) return parent.propertyName !== undefined && parent.name === node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent) || ts.isMetaProperty(parent)) return true;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isGetAccessor(parent) ||
      ts.isSetAccessor(parent) ||
      ts.isEnumMember(parent) ||
      ts.isImportAttribute(parent)) &&
    parent.name === node
  );
}

/** The file: nodes of the bundled part of TypeScript have no methods. */
const topOf = (node: Node): Node => ((node.parent as Node | undefined) ? topOf(node.parent) : node);

const declared = new WeakMap<Node, ReadonlySet<string>>();

function isDeclaredIn(node: Identifier): boolean {
  const source = topOf(node);
  const names = declared.get(source) ?? declarationsOf(source);
  declared.set(source, names);
  return names.has(node.text);
}

/** All names that are declared anywhere in a file. */
function declarationsOf(source: Node): Set<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    const { name } = node as { readonly name?: Node };
    const isDeclaration =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isClassDeclaration(node) ||
      ts.isClassExpression(node) ||
      ts.isEnumDeclaration(node) ||
      ts.isImportClause(node) ||
      ts.isImportSpecifier(node) ||
      ts.isNamespaceImport(node);
    if (isDeclaration && name !== undefined && ts.isIdentifier(name)) names.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

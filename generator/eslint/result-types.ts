import type { SourceCode } from "eslint";
import type { TSESTree } from "@typescript-eslint/utils";
import type { ts } from "ts-morph";

/** What typescript-eslint's parser hands over with type information. */
interface TypedServices {
  readonly program: ts.Program;
  readonly esTreeNodeToTSNodeMap: { get(node: TSESTree.Node): ts.Node };
}

/** The kinds of results, as docs/runtime.md lists them. */
const kinds: ReadonlySet<string> = new Set([
  "ok",
  "not-modified",
  "precondition-failed",
  "precondition-required",
  "ambiguous",
  "error",
  "unexpected",
]);

/** Tells results of generated functions by their types. */
export class ResultTypes {
  readonly #services: TypedServices;
  readonly #checker: ts.TypeChecker;

  /** @throws {Error} where the file was parsed without type information. */
  constructor(code: SourceCode, rule: string) {
    const services = code.parserServices as Partial<TypedServices>;
    if (!services.program || !services.esTreeNodeToTSNodeMap)
      throw new Error(
        `ifmatch/${rule} needs type information: set \`languageOptions.parserOptions.projectService\` to true with typescript-eslint's parser, or turn the rule off for this file.`,
      );
    this.#services = services as TypedServices;
    this.#checker = services.program.getTypeChecker();
  }

  /** Whether an expression is a result, or a promise of one, that has not been looked at yet. */
  isResult(node: TSESTree.Node): boolean {
    const found = this.#kindsOf(this.#awaited(this.#typeOf(node)));
    return found.has("ok") && found.has("unexpected") && [...found].every((kind) => kinds.has(kind));
  }

  /** Whether an expression says of a result that it has gone well, or that its kind does not matter. */
  isBlind(node: TSESTree.Node): boolean {
    const found = this.#kindsOf(this.#awaited(this.#typeOf(node)));
    return !found.has("unexpected");
  }

  /** Whether what a function returns is thrown away by whom it is passed to. */
  isReturnedToNobody(node: TSESTree.ArrowFunctionExpression): boolean {
    const expression = this.#services.esTreeNodeToTSNodeMap.get(node) as ts.ArrowFunction;
    const signatures = this.#checker.getContextualType(expression)?.getNonNullableType().getCallSignatures() ?? [];
    return (
      signatures.length > 0 && signatures.every((one) => this.#checker.typeToString(one.getReturnType()) === "void")
    );
  }

  #typeOf(node: TSESTree.Node): ts.Type {
    return this.#checker.getTypeAtLocation(this.#services.esTreeNodeToTSNodeMap.get(node));
  }

  #awaited(type: ts.Type): ts.Type {
    return this.#checker.getAwaitedType(type) ?? type;
  }

  /** The kinds of a union whose members all have one; `undefined`, `false` and their like apart. */
  #kindsOf(type: ts.Type): ReadonlySet<string> {
    const found = new Set<string>();
    for (const member of type.isUnion() ? type.types : [type]) {
      const kind = member.getProperty("kind");
      if (!kind) {
        if (member.getProperties().length > 0 && !member.isLiteral()) return new Set();
        continue;
      }
      const value = this.#checker.getTypeOfSymbol(kind);
      for (const one of value.isUnion() ? value.types : [value]) if (one.isStringLiteral()) found.add(one.value);
    }
    return found;
  }
}

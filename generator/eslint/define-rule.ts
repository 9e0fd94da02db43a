import type { Rule, SourceCode } from "eslint";
import type { TSESTree } from "@typescript-eslint/utils";
import { docsUrl } from "../package.js";
import { BANNER_START } from "../emit/banner.js";

/** What a rule is told of a file, and how it reports. */
export interface RuleInput<MessageId extends string> {
  readonly code: SourceCode;
  /** Absolute. */
  readonly file: string;
  readonly cwd: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly report: (node: TSESTree.Node, message: MessageId, data?: Readonly<Record<string, string>>) => void;
}

type Listeners = {
  readonly [Type in TSESTree.Node as Type["type"]]?: (node: Type) => void;
};

export interface RuleDefinition<MessageId extends string> {
  readonly id: string;
  /** What it finds, as a sentence. */
  readonly summary: string;
  readonly needsTypes: boolean;
  readonly messages: Readonly<Record<MessageId, string>>;
  readonly create: (input: RuleInput<MessageId>) => Listeners;
}

/** A rule of the plugin: what ESLint takes, and what our pages say of it. */
export interface PluginRule {
  readonly id: string;
  readonly summary: string;
  readonly needsTypes: boolean;
  readonly rule: Rule.RuleModule;
}

/** A rule as ESLint takes it. What the generator wrote is not looked at. */
export function defineRule<MessageId extends string>(definition: RuleDefinition<MessageId>): PluginRule {
  const { id, summary, needsTypes, messages, create } = definition;
  return {
    id,
    summary,
    needsTypes,
    rule: {
      meta: {
        type: "problem",
        docs: { description: summary, url: docsUrl(`docs/eslint/${id}.md`) },
        schema: [],
        messages: { ...messages },
      },
      create({ sourceCode, filename, cwd, settings, report }) {
        if (sourceCode.text.startsWith(BANNER_START)) return {};
        const listeners = create({
          code: sourceCode,
          file: filename,
          cwd,
          settings,
          report: (node, messageId, data = {}) => report({ node: node as never, messageId, data: { ...data } }),
        });
        // ESLint's own types know no nodes of TypeScript.
        return listeners as Rule.RuleListener;
      },
    },
  };
}

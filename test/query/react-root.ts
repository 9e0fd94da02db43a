/**
 * React in Node, for hooks of components that render nothing: just enough of a document that React DOM mounts them, runs
 * their effects and renders them again. To be imported before the libraries under test, which look for a window.
 */
const nothing = (): void => {};
const target = { addEventListener: nothing, removeEventListener: nothing };
const document = { ...target, nodeType: 9, activeElement: null, visibilityState: "visible" };
const container = () => ({
  ...target,
  nodeType: 1,
  nodeName: "DIV",
  tagName: "DIV",
  ownerDocument: document,
  textContent: "",
});
Object.assign(globalThis, { window: { ...target, document, HTMLIFrameElement: Object }, document });

const { createElement } = await import("react");
const { createRoot } = await import("react-dom/client");

/** Renders a component that renders nothing; returns what ends it. */
export function mount(component: () => null): () => void {
  const root = createRoot(container() as never, {
    onUncaughtError: (error) => {
      throw error;
    },
  });
  root.render(createElement(component));
  return () => root.unmount();
}

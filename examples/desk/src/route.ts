/** Where the person is, in the part of the URL after `#`. */
import { useSyncExternalStore } from "react";

export interface Route {
  readonly page: "jobs" | "orders";
  readonly id: string | undefined;
}

const subscribe = (listener: () => void): (() => void) => {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
};

export function useRoute(): Route {
  const [, page, id] = useSyncExternalStore(subscribe, () => location.hash).split("/");
  return { page: page === "orders" ? "orders" : "jobs", id: id === "" ? undefined : id };
}

export const linkTo = (page: Route["page"], id = ""): string => `#/${page}/${id}`;

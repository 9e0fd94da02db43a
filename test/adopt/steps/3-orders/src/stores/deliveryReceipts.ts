import { defineStore } from "pinia";
import { ref } from "vue";
import { client } from "../api/field.js";
import { purchasingDeliveryReceiptsCreate } from "../api/generated/index.js";
import type { OrderVersion } from "../services/purchaseOrders.js";

/** What arrived of each line of an order. */
export type Allocations = Record<string, { job_id: string | null; quantity: string }[]>;

export const useDeliveryReceipts = defineStore("deliveryReceipts", () => {
  const problem = ref("");

  /** The order as it is shown, with the quantities that were counted against it. */
  async function submit(order: OrderVersion, allocations: Allocations): Promise<boolean> {
    const body = { purchase_order_id: order.data.id, allocations };
    const result = await purchasingDeliveryReceiptsCreate(client, { body, ifMatch: order });
    problem.value =
      result.kind === "ok"
        ? ""
        : result.kind === "precondition-failed"
          ? "The order has changed. Check the quantities, and submit again."
          : result.message;
    return result.kind === "ok";
  }

  return { problem, submit };
});

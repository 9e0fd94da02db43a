import { defineStore } from "pinia";
import { ref } from "vue";
import { http } from "../api/http.js";
import { loadOrder } from "../services/purchaseOrders.js";

/** What arrived of each line of an order. */
export type Allocations = Record<string, { job_id: string | null; quantity: string }[]>;

export const useDeliveryReceipts = defineStore("deliveryReceipts", () => {
  const problem = ref("");

  async function submit(poId: string, allocations: Allocations): Promise<boolean> {
    try {
      await http.post("/purchasing/delivery-receipts/", { purchase_order_id: poId, allocations });
      problem.value = "";
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : "";
      if (message.includes("412") || message.toLowerCase().includes("updated by another user")) {
        await loadOrder(poId);
        problem.value = "The order has changed. Check the quantities, and submit again.";
      } else {
        problem.value = message;
      }
      return false;
    }
  }

  return { problem, submit };
});

import { type Ok, unwrap } from "ifmatch/runtime";
import { client } from "../api/field.js";
import { purchasingPurchaseOrdersPartialUpdate, purchasingPurchaseOrdersRetrieve } from "../api/generated/index.js";

export type OrderVersion = Ok<typeof purchasingPurchaseOrdersRetrieve>;

export async function loadOrder(poId: string): Promise<OrderVersion> {
  return unwrap(await purchasingPurchaseOrdersRetrieve(client, { path: { po_id: poId } }));
}

export function saveReference(order: OrderVersion, reference: string) {
  return purchasingPurchaseOrdersPartialUpdate(client, {
    path: { po_id: order.data.id },
    body: { reference },
    ifMatch: order,
  });
}

import { http } from "../api/http.js";

export interface PurchaseOrder {
  readonly id: string;
  readonly reference?: string;
}

export async function loadOrder(poId: string): Promise<PurchaseOrder> {
  const { data } = await http.get<PurchaseOrder>(`/purchasing/purchase-orders/${poId}/`);
  return data;
}

export async function saveReference(poId: string, reference: string): Promise<void> {
  await http.patch(`/purchasing/purchase-orders/${poId}/`, { reference });
}

import { useQuery } from "@tanstack/react-query";
import { queryOptions } from "ifmatch/runtime/query";
import { purchasingPurchaseOrdersList } from "../../../../generated/index.js";
import { caches } from "../caches.js";
import { linkTo } from "../route.js";
import { dayOf, orderStatuses } from "../words.js";

export function OrderList({ current }: { readonly current: string | undefined }) {
  const orders = useQuery(queryOptions(caches, purchasingPurchaseOrdersList));
  return (
    <>
      <p role="status" className="quiet">
        {orders.error ? orders.error.message : orders.data ? `${orders.data.data.length} orders` : "Loading"}
      </p>
      <ul>
        {orders.data?.data.map(({ id, po_number, supplier_name, status, order_date }) => (
          <li key={id}>
            <a href={linkTo("orders", id)} aria-current={id === current ? "true" : undefined}>
              <b>{po_number}</b>
              <span className="chip" data-status={status}>
                {orderStatuses[status]}
              </span>
              <span className="quiet">{supplier_name}</span>
              <span className="quiet">{dayOf(order_date)}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

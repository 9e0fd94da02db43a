import { useQuery } from "@tanstack/react-query";
import { pin, queryOptions } from "ifmatch/runtime/query";
import { useState } from "react";
import { type PurchaseOrder, purchasingPurchaseOrdersRetrieve } from "../../../../generated/index.js";
import { caches } from "../caches.js";
import { linkTo } from "../route.js";
import { orderStatuses } from "../words.js";
import { Receipt, type SeenOrder } from "./receipt.js";

export function OrderPage({ po_id }: { readonly po_id: string }) {
  const order = useQuery(queryOptions(caches, purchasingPurchaseOrdersRetrieve, { path: { po_id } }));
  const [seen, setSeen] = useState<SeenOrder>();
  if (!order.data) return <p className="hint">{order.error ? order.error.message : "Loading"}</p>;
  const { data } = order;
  return (
    <article>
      <a className="back" href={linkTo("orders")}>
        All orders
      </a>
      <h2>
        {data.data.po_number} <small className="quiet">{orderStatuses[data.data.status ?? "draft"]}</small>
      </h2>
      <p>
        {data.data.supplier?.name}
        {data.data.reference && `, ${data.data.reference}`}
      </p>
      <OrderLines order={data.data} />
      {seen ? (
        <Receipt seen={seen} isOutdated={seen.etag !== data.version.tag} onDone={() => setSeen(undefined)} />
      ) : (
        // The receipt is filled in from what is shown now, and goes under its tag.
        <button className="primary" onClick={() => setSeen(pin(data))}>
          Receive a delivery
        </button>
      )}
    </article>
  );
}

function OrderLines({ order }: { readonly order: PurchaseOrder }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col" className="number">
            Ordered
          </th>
          <th scope="col" className="number">
            Received
          </th>
        </tr>
      </thead>
      <tbody>
        {order.lines?.map(({ id, description, quantity, received_quantity }) => (
          <tr key={id}>
            <td>{description}</td>
            <td className="number">{Number(quantity)}</td>
            <td className="number">{Number(received_quantity)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

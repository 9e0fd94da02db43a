import { useMutation } from "@tanstack/react-query";
import { mutationOptions } from "ifmatch/runtime/query";
import type { FormEvent } from "react";
import type { Ok } from "ifmatch/runtime";
import {
  purchasingDeliveryReceiptsCreate,
  type purchasingPurchaseOrdersRetrieve,
} from "../../../../generated/index.js";
import { caches } from "../caches.js";

export type SeenOrder = Ok<typeof purchasingPurchaseOrdersRetrieve>;

interface Props {
  readonly seen: SeenOrder;
  readonly isOutdated: boolean;
  readonly onDone: () => void;
}

/** What arrived, line by line. Two people who count the same delivery book it in once: the second one gets a 412. */
export function Receipt({ seen, isOutdated, onDone }: Props) {
  const receive = useMutation(mutationOptions(caches, purchasingDeliveryReceiptsCreate));
  const { id: purchase_order_id, lines = [] } = seen.data;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const arrived = lines.filter(({ id }) => Number(form.get(id)) > 0);
    const allocations = Object.fromEntries(
      arrived.map(({ id, job_id = null }) => [id, [{ job_id, quantity: String(form.get(id)) }]]),
    );
    receive.mutate({ body: { purchase_order_id, allocations }, ifMatch: seen }, { onSuccess: onDone });
  };
  return (
    <form className="card" onSubmit={submit} aria-label="Delivery">
      {isOutdated && (
        <p role="alert" className="banner">
          Somebody else changed this order meanwhile. Check what they received, and begin again.
        </p>
      )}
      {lines.map(({ id, description, quantity, received_quantity }) => (
        <label key={id} className="line">
          {description}
          <input name={id} type="number" min={0} defaultValue={Number(quantity) - Number(received_quantity)} />
        </label>
      ))}
      <div className="choices">
        <button className="primary" disabled={receive.isPending}>
          Book in
        </button>
        <button type="button" onClick={onDone}>
          Begin again
        </button>
      </div>
      <p role="alert">{receive.error?.message}</p>
    </form>
  );
}

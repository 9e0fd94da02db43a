/** A workshop's jobs and orders. */
import type { Mock } from "ifmatch/mock";
import type { Job, JobLine, PurchaseOrder } from "../../../generated/index.js";

const titles = [
  "Balustrade, north stairs",
  "Roof brackets",
  "Conveyor guard",
  "Stainless benches",
  "Gate, sliding",
  "Hopper repair",
  "Handrails, ramp",
  "Duct transitions",
  "Trailer frame",
  "Wall panels",
  "Sign posts",
  "Bike shelter",
];
const clients = ["Harbour Cafés Ltd", "Northfield Council", "Tui Dairy Co-op", "Okafor & Daughters", "Kea Brewing"];
const statuses = ["in_progress", "draft", "awaiting_approval", "approved", "recently_completed", "unusual"] as const;
const notes = "Measured on site.\nPowder coat in RAL 7016.\nAccess from the lane, before 7 am only.";

const lineOf = (id: string, kind: JobLine["kind"], desc: string, quantity: string, unit_revenue: string): JobLine => ({
  id,
  kind,
  desc,
  quantity,
  unit_cost: "0.00",
  unit_revenue,
});

function jobOf(index: number): Partial<Job> {
  const day = (offset: number): string => new Date(Date.UTC(2026, 10, 30 + offset)).toISOString().slice(0, 10);
  return {
    job_number: 4200 + index,
    name: `${titles[index % titles.length]}${index < titles.length ? "" : `, part ${1 + Math.floor(index / titles.length)}`}`,
    client_name: clients[index % clients.length]!,
    status: statuses[index % statuses.length]!,
    priority: ((index % 4) + 1) as Job["priority"] & number,
    description: "As drawn, revision C.",
    notes,
    order_number: `PO-${7700 + index}`,
    quoted_amount: `${1850 + 125 * index}.00`,
    estimated_hours: 12 + index,
    delivery_date: day(index),
    quote_acceptance_date: null,
    labels: [],
    lines: [
      lineOf(crypto.randomUUID(), "time", "Fabrication", "14.000", "95.00"),
      lineOf(crypto.randomUUID(), "material", "Steel, 40 x 40 SHS", "6.000", "48.50"),
    ],
    files: [],
    custom_fields: {},
  };
}

const orderOf = (index: number): Partial<PurchaseOrder> => ({
  po_number: `PO-${3100 + index}`,
  reference: ["Steel for the week", "Fasteners", "Powder coating"][index % 3]!,
  status: "submitted",
  lines: [
    { id: crypto.randomUUID(), description: "SHS 40 x 40 x 3, 6 m", quantity: "12.00", received_quantity: "0.00" },
    { id: crypto.randomUUID(), description: "M12 anchors, box of 50", quantity: "4.00", received_quantity: "0.00" },
  ],
  total: "1480.00",
});

/** How many there are, as the mock's option `count`. */
export const JOBS = 60;

/** Gives the mock's samples the names of a workshop, once. */
export async function seed(mock: Mock): Promise<void> {
  const [first] = await mock.exclusively(() => mock.keys("/api/job/jobs/{job_id}/"));
  const { job_number } = (await (await mock.fetch(`http://desk/api/job/jobs/${first![0]}/`)).json()) as Job;
  if (job_number === jobOf(0).job_number) return;
  await mock.exclusively(() => {
    for (const [index, key] of mock.keys("/api/job/jobs/{job_id}/").entries()) mock.edit("Job", key, jobOf(index));
    const orders = mock.keys("/api/purchasing/purchase-orders/{po_id}/");
    for (const [index, key] of orders.entries()) mock.edit("PurchaseOrder", key, orderOf(index));
  });
}

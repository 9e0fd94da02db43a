import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { caches, signOut } from "../caches.js";
import { JobList } from "../jobs/list.js";
import { linkTo, useRoute } from "../route.js";
import { session } from "../session.js";
import { Login } from "./login.js";
import { Toolbar } from "./toolbar.js";

// Loaded when they are asked for.
const JobPage = lazy(async () => ({ default: (await import("../jobs/job.js")).JobPage }));
const OrderList = lazy(async () => ({ default: (await import("../orders/list.js")).OrderList }));
const OrderPage = lazy(async () => ({ default: (await import("../orders/order.js")).OrderPage }));

export function App() {
  const [user, setUser] = useState(session.current?.username);
  if (user === undefined) return <Login onSignedIn={() => setUser(session.current?.username)} />;
  return (
    <QueryClientProvider client={caches.queryClient}>
      <Desk user={user} onSignOut={() => void signOut().then(() => setUser(undefined))} />
    </QueryClientProvider>
  );
}

function Desk({ user, onSignOut }: { readonly user: string; readonly onSignOut: () => void }) {
  const { page, id } = useRoute();
  return (
    <div className="desk" data-detail={id !== undefined}>
      <header className="bar">
        <h1>Job desk</h1>
        <nav aria-label="Pages">
          <a href={linkTo("jobs")} aria-current={page === "jobs" ? "page" : undefined}>
            Jobs
          </a>
          <a href={linkTo("orders")} aria-current={page === "orders" ? "page" : undefined}>
            Orders
          </a>
        </nav>
        <Toolbar user={user} onSignOut={onSignOut} />
      </header>
      <main>
        <section className="list" aria-label={page === "jobs" ? "Jobs" : "Purchase orders"}>
          <Suspense>{page === "jobs" ? <JobList current={id} /> : <OrderList current={id} />}</Suspense>
        </section>
        <div className="detail">
          {id === undefined && <p className="hint">Choose one from the list.</p>}
          <Suspense>
            {id !== undefined &&
              (page === "jobs" ? <JobPage key={id} job_id={id} /> : <OrderPage key={id} po_id={id} />)}
          </Suspense>
        </div>
      </main>
    </div>
  );
}

import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listening {
  /** Such as `http://127.0.0.1:43210`. */
  readonly origin: string;
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Lets a server listen on 127.0.0.1, on a port that is free. */
export async function listen(server: Server): Promise<Listening> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = once(server, "close");
      server.close();
      // Browsers keep their connections.
      server.closeAllConnections();
      await closed;
    },
  };
}

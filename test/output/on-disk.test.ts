/** What is on disk after a run that was killed, interrupted, or had no room: the old output or the new one. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { ConfigError } from "../../generator/diagnostics.js";
import { commit } from "../../generator/output/commit.js";
import { lockFile, withLock } from "../../generator/output/lock.js";
import { jobsApi, listing, read, snapshot, workspace } from "../cli/workspace.js";

const program = fileURLToPath(new URL("commit-program.ts", import.meta.url));

/** A process that replaces `count` files in `out/` of a folder, again and again, all by one text. */
function start(folder: string, ...argv: string[]): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", program, folder, ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

const textsIn = (folder: string): string[] => [...new Set(Object.values(snapshot(join(folder, "out"))))];

describe("a process that is killed", () => {
  test("leaves one output, no other file in the folder, and nothing that the next run does not remove", async () => {
    const outcomes: string[][] = [];
    for (let round = 0; round < 8; round++) {
      const folder = workspace();
      const child = start(folder, "30");
      await once(child.stdout!, "data");
      await sleep(20 + round * 11);
      child.kill("SIGKILL");
      await once(child, "exit");
      outcomes.push(textsIn(folder));
      expect(listing(folder).filter((path) => !/^out(\/\d+\.ts)?$/.test(path))).toEqual([]);
      await commit({ written: new Map([[join(folder, "out/0.ts"), "next"]]) }, "The output");
      expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`ifmatch-write-${child.pid}-`))).toEqual([]);
    }
    // The renames themselves take a part of a millisecond: hardly ever is a process killed just then.
    expect(outcomes.filter((texts) => texts.length > 1).length).toBeLessThanOrEqual(1);
  });

  test("holds no lock", async () => {
    const folder = workspace();
    const child = start(folder, "lock");
    await once(child.stdout!, "data");
    expect(existsSync(lockFile(folder))).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await withLock(folder, async () => "mine", { patience: 5000 })).toBe("mine");
    expect(existsSync(lockFile(folder))).toBe(false);
  });
});

describe("two at once", () => {
  test("one waits for the other; what is there afterwards is of one of them", async () => {
    const folder = workspace();
    const children = [start(folder, "20", "10"), start(folder, "20", "10")];
    const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0] as number));
    expect(codes).toEqual([0, 0]);
    expect(textsIn(folder)).toHaveLength(1);
  });

  test("whoever waits too long is told for whom", async () => {
    const folder = workspace();
    const child = start(folder, "lock");
    await once(child.stdout!, "data");
    const waiting = withLock(folder, async () => "never", { patience: 50 });
    await expect(waiting).rejects.toThrow(ConfigError);
    await expect(waiting).rejects.toThrow(`Another ifmatch (process ${child.pid}) is writing to ${folder}.`);
  });

  test("in one process as well, and a lock that a process of the same number left holds nobody up", async () => {
    const folder = workspace();
    const order: string[] = [];
    const slow = withLock(folder, async () => {
      order.push("first in");
      await sleep(60);
      order.push("first out");
    });
    await withLock(folder, async () => void order.push("second in"));
    await slow;
    expect(order).toEqual(["first in", "first out", "second in"]);
    writeFileSync(lockFile(folder), String(process.pid));
    expect(await withLock(folder, async () => "mine", { patience: 1000 })).toBe("mine");
  });
});

describe("a failure", () => {
  test(
    "no room: everything is as it was, folders included, and nothing is left where files wait",
    { tags: ["sh"] },
    () => {
      const folder = workspace({ "out/0.ts": "old" });
      const waiting = workspace();
      // What a file may have at most, in blocks of 512 bytes: a write fails as on a disk that is full.
      const command = `ulimit -f 8; exec "$0" --import ${import.meta.resolve("tsx")} ${program} ${folder} 5 1 20000 new/deep`;
      const env = { ...process.env, TMPDIR: waiting };
      const { stderr } = spawnSync("sh", ["-c", command, process.execPath], { encoding: "utf8", env });
      expect(stderr).toMatch(/The output could not be written: E(?:FBIG|NOSPC)/);
      expect(snapshot(folder)).toEqual({ "out/0.ts": "old" });
      expect(listing(folder)).toEqual(["out", "out/0.ts"]);
      expect(listing(waiting).filter((name) => name.startsWith("ifmatch-"))).toEqual([]);
    },
  );

  test("in the middle of the renames: those before it are undone", async () => {
    const folder = workspace({ "a.ts": "old a", "b.ts/in-the-way.txt": "somebody's" });
    const written = new Map(["a.ts", "new.ts", "b.ts"].map((path) => [join(folder, path), "fresh"]));
    await expect(commit({ written, removed: [join(folder, "a.ts")] }, "The output")).rejects.toThrow(
      "The output could not be written: ",
    );
    expect(snapshot(folder)).toEqual({ "a.ts": "old a", "b.ts/in-the-way.txt": "somebody's" });
  });
});

test("permissions are kept and links followed; a file that is removed is gone", async () => {
  const folder = workspace({ "real/a.sh": "old", "b.ts": "b" });
  chmodSync(join(folder, "real/a.sh"), 0o754);
  symlinkSync("real/a.sh", join(folder, "link.sh"));
  await commit({ written: new Map([[join(folder, "link.sh"), "new"]]), removed: [join(folder, "b.ts")] }, "It");
  expect(read(folder, "real/a.sh")).toBe("new");
  expect(statSync(join(folder, "real/a.sh")).mode & 0o777).toBe(0o754);
  expect(listing(folder)).toEqual(["link.sh", "real", "real/a.sh"]);
});

test("in a project, files wait in its cache, which nobody commits", async () => {
  const folder = workspace();
  mkdirSync(join(folder, "node_modules"));
  await commit({ written: new Map([[join(folder, "src/api/a.ts"), "x"]]) }, "It");
  expect(readFileSync(join(folder, "src/api/a.ts"), "utf8")).toBe("x");
  expect(listing(folder)).toEqual([
    "node_modules",
    "node_modules/.cache",
    "node_modules/.cache/ifmatch",
    "src",
    "src/api",
    "src/api/a.ts",
  ]);
});

describe("ifmatch generate", () => {
  const bin = fileURLToPath(new URL("../../generator/cli/bin.ts", import.meta.url));
  const generate = (folder: string, ...argv: string[]): ChildProcess => {
    const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), bin, "generate", ...argv], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  };

  test("ended while it waits for its document: says so, exits with 130, and nothing is written", async () => {
    let asked = (): void => {};
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    const server = createServer(() => asked()).listen(0, "127.0.0.1");
    onTestFinished(() => void server.closeAllConnections());
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const folder = workspace();
    const { port } = server.address() as AddressInfo;
    const child = generate(folder, `http://127.0.0.1:${port}/schema.yml`, "-o", "out");
    let stderr = "";
    child.stderr!.on("data", (chunk: Buffer) => void (stderr += chunk.toString()));
    await arrived;
    child.kill("SIGINT");
    const [code] = (await once(child, "exit")) as [number];
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: expect.stringContaining("Interrupted; nothing was written."),
    });
    expect(listing(folder)).toEqual([]);
  });

  test("twice at once from two documents: the output is of one of them, and both say that they wrote it", async () => {
    const folder = workspace({ "a.json": jobsApi(), "b.json": jobsApi({ info: { title: "Other", version: "2" } }) });
    const codes = await Promise.all(
      ["a.json", "b.json"].map(
        async (schema) => (await once(generate(folder, schema, "-o", "out"), "exit"))[0] as number,
      ),
    );
    expect(codes).toEqual([0, 0]);
    const sources = Object.values(snapshot(join(folder, "out"))).flatMap(
      (text) => /from (\w\.json)/.exec(text)?.[1] ?? [],
    );
    expect(new Set(sources).size).toBe(1);
  });
});

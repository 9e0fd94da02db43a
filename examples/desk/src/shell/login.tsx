import { type FormEvent, useState } from "react";
import { signIn } from "../session.js";

/** The mock takes any name and password; Django, those of its users. */
export function Login({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [failure, setFailure] = useState("");
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      await signIn(String(form.get("username")), String(form.get("password")));
      onSignedIn();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <main className="login">
      <h1>Job desk</h1>
      <p>Open this page in a second window and sign in as somebody else: two people, one record.</p>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Name
          <input name="username" defaultValue="Ada" autoComplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" defaultValue="desk" autoComplete="current-password" required />
        </label>
        <button className="primary">Sign in</button>
        <p role="alert">{failure}</p>
      </form>
    </main>
  );
}

// Shows the answer below the box; without this script the form still opens the JSON.
const form = document.getElementById("ask");
const answer = document.getElementById("answer");

function cell(term) {
  const td = document.createElement("td");
  if (!term) return td;
  if (term.type === "uri") {
    const a = document.createElement("a");
    a.href = "/explain?target=" + encodeURIComponent(term.value);
    a.textContent = term.value.replace(/^.*[\/#](?=.)/, "");
    a.title = term.value;
    td.append(a);
  } else {
    td.textContent = term.value + (term["xml:lang"] ? ` @${term["xml:lang"]}` : "");
  }
  return td;
}

function table(result) {
  const rows = result.results.bindings;
  const whole = document.createElement("table");
  const head = whole.createTHead().insertRow();
  for (const name of result.head.vars) {
    const th = document.createElement("th");
    th.textContent = name;
    head.append(th);
  }
  const body = whole.createTBody();
  for (const row of rows.slice(0, 500)) body.insertRow().append(...result.head.vars.map((name) => cell(row[name])));
  const count = document.createElement("p");
  count.className = "quiet";
  count.textContent = `${rows.length} rows` + (rows.length > 500 ? ", the first 500 shown" : "");
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.append(whole);
  answer.replaceChildren(count, scroll);
}

function say(text, kind) {
  const p = document.createElement("p");
  p.className = kind;
  p.textContent = text;
  answer.replaceChildren(p);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  say("Asking …", "quiet");
  const body = new URLSearchParams({ query: form.query.value, include: form.include.checked ? "review" : "" });
  const accept = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.8";
  try {
    const response = await fetch("/sparql", { method: "POST", body, headers: { Accept: accept } });
    const kind = response.headers.get("content-type") || "";
    if (!response.ok) say((await response.json()).detail, "error");
    else if (kind.includes("json")) {
      const result = await response.json();
      if ("boolean" in result) say(result.boolean ? "yes" : "no", "");
      else table(result);
    } else {
      const pre = document.createElement("pre");
      pre.textContent = await response.text();
      answer.replaceChildren(pre);
    }
  } catch (error) {
    say(`The server did not answer: ${error.message}`, "error");
  }
});

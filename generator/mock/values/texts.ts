import { flatName } from "../names.js";
import type { Chance } from "./chance.js";
import { type Sort, sortOf, type Subject, subjectAs, wordsOf } from "./subject.js";

type Make = (chance: Chance, subject: Subject) => string;

const sentences = [
  "Please call before the visit.",
  "The parts arrived and were checked.",
  "Waiting for approval by the customer.",
  "Access is through the rear entrance.",
  "The measurements were taken on site.",
  "A second visit is planned for next week.",
  "The invoice goes to the head office.",
  "Everything worked as expected.",
  "Two items are still missing.",
  "The photos are attached.",
  "Agreed on the phone with the office.",
  "The old unit was removed and disposed of.",
  "Prices are valid for thirty days.",
  "The key is at the reception.",
  "To be done outside of business hours.",
  "Follow up if there is no answer by Friday.",
];

/** One to three sentences. */
const prose: Make = ({ between, pick }) =>
  [...new Set(Array.from({ length: between(1, 3) }, () => pick(sentences)))].join(" ");

const verbs = ["Repair", "Install", "Inspect", "Replace", "Clean", "Service", "Upgrade", "Test", "Measure", "Renovate"];
const things = ["boiler", "roof", "heating", "lighting", "front door", "air conditioning", "kitchen", "alarm", "windows", "water pump", "network", "lift"]; // prettier-ignore

const skills = ["Plumbing", "Welding", "Electrics", "Carpentry", "Painting", "First aid", "Surveying", "Glazing", "Drainage", "Planning"]; // prettier-ignore
const adjectives = ["Standard", "Extended", "Basic", "Regional", "Annual", "Central", "External", "Special", "Northern", "Second"]; // prettier-ignore

const names: Readonly<Record<Sort, Make>> = {
  person: (_, { first, last }) => `${first} ${last}`,
  company: (_, { company }) => company,
  good: ({ faker }) => faker.commerce.productName(),
  task: ({ faker, pick }) => `${pick(verbs)} ${pick(things)}, ${faker.location.street()}`,
  place: ({ faker }) => faker.location.city(),
  department: ({ pick }) =>
    pick(["Sales", "Operations", "Finance", "Support", "Engineering", "Purchasing", "Logistics"]),
  position: ({ faker }) => faker.person.jobTitle(),
  skill: ({ pick }) => pick(skills),
  category: ({ faker }) => faker.commerce.department(),
  other: ({ pick }, { kind }) => `${pick(adjectives)} ${kind.join(" ")}`.trimEnd(),
};

const named: Make = (chance, subject) => names[sortOf(subject.kind)](chance, subject);
/** After what a field is called: a `supplier` and a `supplier_name` are a company's. */
const called =
  (words: readonly string[]): Make =>
  (chance, subject) =>
    names[sortOf(words)](chance, subjectAs(subject, { kind: words }));
const asciiOf = (text: string): string => text.normalize("NFD").replace(/[^A-Za-z0-9]/g, "");
const email: Make = (_, { first, last }) => `${asciiOf(first)}.${asciiOf(last)}@example.com`.toLowerCase();
// 555-0100 to 555-0199 are nobody's.
const phone: Make = ({ between }) => `+1 ${between(201, 989)} 555 01${String(between(0, 99)).padStart(2, "0")}`;
const compactPhone: Make = ({ between }) => `+1${between(201, 989)}55501${String(between(0, 99)).padStart(2, "0")}`;
const code: Make = (_, { kind, index }) =>
  `${kind.map((word) => word[0] ?? "").join("") || "x"}-${1001 + index}`.toUpperCase();
const slugged: Make = (chance, subject) =>
  named(chance, subject)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
const link =
  (path: string): Make =>
  ({ faker }) =>
    `https://example.com/${path}/${faker.string.alphanumeric(8)}`;
const image: Make = ({ faker, between }) =>
  faker.image.dataUri({ width: 64, height: 64, type: "svg-base64", color: `hsl(${between(0, 359)}, 45%, 55%)` });

/**
 * What a field of text says, by its name in lower case without separators; the first that fits. Several makers: the
 * first whose text the schema accepts.
 */
const byName: readonly (readonly [name: RegExp, ...makers: Make[]])[] = [
  [/^(given|first|fore)name$/, (_, { first }) => first],
  [/^(family|last|sur)name$/, (_, { last }) => last],
  [/^(middlename|middleinitial)$/, ({ faker }) => faker.person.middleName()],
  [/^initials$/, (_, { first, last }) => `${first[0]}${last[0]}`],
  [/^(user|login|account|screen|nick)name$|^(login|handle|nick)$/, (_, { first, last }) => asciiOf(`${first}${last[0]}`).toLowerCase()],
  [/^(full|display)name$|(ed|en|made|sold)by$/, names.person],
  [/(file|document|attachment)name$/, ({ pick, between }) => `${pick(["report", "photo", "invoice", "plan"])}-${between(1, 99)}.${pick(["pdf", "jpg", "png"])}`],
  [/e?mail(address)?$/, email],
  [/(phone|mobile|tel|fax|cell)(number|no)?$/, phone, compactPhone, ({ between }) => `555-01${between(10, 99)}`],
  [/^(street|address)?(line)?(address|street|line)?(line)?2$/, ({ faker }) => faker.location.secondaryAddress()],
  [/(address|street)(line)?1?$|^line1$|^addressline/, ({ faker }) => faker.location.streetAddress()],
  [/(city|town|locality)$/, ({ faker }) => faker.location.city()],
  [/(zip|postal|postcode)(code)?$/, ({ faker }) => faker.location.zipCode("#####")],
  [/countrycode$/, ({ faker }) => faker.location.countryCode()],
  [/^(state|province|region|county)$/, ({ faker }) => faker.location.state(), ({ faker }) => faker.location.state({ abbreviated: true })],
  [/country$/, ({ faker }) => faker.location.country(), ({ faker }) => faker.location.countryCode()],
  [/timezone|^tz$/, ({ faker }) => faker.location.timeZone()],
  [/latitude$|^lat$/, ({ faker }) => faker.location.latitude({ precision: 5 }).toFixed(5)],
  [/longitude$|^l(ng|on)$/, ({ faker }) => faker.location.longitude({ precision: 5 }).toFixed(5)],
  [/currency(code)?$/, ({ pick }) => pick(["EUR", "USD", "GBP", "CHF"])],
  [/(language|locale|lang)(code)?$/, ({ pick }) => pick(["en", "de", "fr", "es"]), () => "en-US"],
  [/(price|amount|total|cost|rate|fee|balance|budget|salary|subtotal|tax|discount|revenue|wage)$/, ({ between }) => (between(500, 250_000) / 100).toFixed(2), ({ between }) => (between(100, 9900) / 100).toFixed(2), ({ between }) => (between(0, 99) / 100).toFixed(2)],
  [/(quantity|qty|hours|weight|distance|length|width|height|percent(age)?|units|count)$/, ({ between }) => (between(2, 160) / 4).toFixed(2), ({ between }) => String(between(1, 40))],
  [/(avatar|photo|image|picture|logo|thumbnail|icon)(ur[il])?$/, image, link("images")],
  [/(website|homepage|web|ur[il]|link|href)$/, link("pages")],
  [/(color|colour)$/, ({ faker }) => faker.color.rgb(), ({ faker }) => faker.color.human()],
  [/jobtitle$/, ({ faker }) => faker.person.jobTitle()],
  [/^(tag|tags|label|labels|keyword|keywords|topic|topics)$/, ({ pick }) => pick(["urgent", "warranty", "external", "planned", "recurring", "on hold"])],
  [/slug$/, slugged],
  [/iban$/, ({ faker }) => faker.finance.iban({ formatted: false })],
  [/(sku|ref|reference|serial|code|number|no|barcode|identifier)$/, code, (_, { index }) => String(1001 + index), (_, { index }) => `A${index + 1}`],
  [/(version)$/, ({ between }) => `${between(1, 4)}.${between(0, 12)}.${between(0, 9)}`],
  [/(mime|content|media)type$/, () => "application/pdf"],
  [/^(unit|unitofmeasure|uom)$/, ({ pick }) => pick(["pcs", "h", "m", "kg"])],
  [/(type|kind|variant)$/, ({ pick }) => pick(["standard", "internal", "external", "other"])],
  [/(description|desc$|notes?|comments?|message|text|body|content|summary|remarks?|reason|details?|instructions?|about|bio|feedback|explanation)$/, prose, ({ pick }) => pick(sentences)],
  [/(title|subject|headline|caption)$/, (chance, subject) => (sortOf(subject.kind) === "person" ? names.task(chance, subject) : named(chance, subject))],
  [/^(short|raw|normali[sz]ed|legal|official|original)?(name|label)$/, named],
]; // prettier-ignore

/** Texts that a field of this name and format may hold, the likeliest first. */
export function textsFor(name: string, format: string | undefined, chance: Chance, subject: Subject): string[] {
  const flat = flatName(name);
  const [, ...makers] = byName.find(([pattern]) => pattern.test(flat)) ?? [];
  const found = makers.map((make) => make(chance, subject));
  if (found.length > 0) return found;
  if (format !== undefined) return textsOfFormat(format, chance, subject);
  const words = wordsOf(name.replace(/[_-]?name$/i, ""));
  return [called(words)(chance, subject), chance.faker.word.noun()];
}

function textsOfFormat(format: string, chance: Chance, subject: Subject): string[] {
  switch (format) {
    case "email":
      return [email(chance, subject)];
    case "uri":
    case "url":
      return [link("pages")(chance, subject)];
    case "hostname":
      return ["www.example.com"];
    case "ipv4":
      return [`192.0.2.${chance.between(1, 254)}`];
    case "ipv6":
      return [`2001:db8::${chance.between(1, 9999)}`];
    default:
      return [];
  }
}

/** The beginning of a text that is too long: whole words, if some are left. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most);
  const words = cut.slice(0, Math.max(0, cut.lastIndexOf(" "))).replace(/[ ,.]+$/, "");
  return words.length > most / 2 ? words : cut.trimEnd();
}

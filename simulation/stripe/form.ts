/** The value of a form field: a string, or fields and list items nested in it. */
export type FormValue = string | Form;
export interface Form {
  readonly [key: string]: FormValue;
}

/**
 * Reads a form-encoded body or query with Stripe's bracket notation: `metadata[orderId]=A&expand[0]=latest_charge` gives
 * `{ metadata: { orderId: 'A' }, expand: { 0: 'latest_charge' } }`.
 */
export const parseForm = (encoded: string): Form => {
  const root: MutableForm = Object.create(null);
  for (const [name, value] of new URLSearchParams(encoded)) {
    const path = name.replaceAll(']', '').split('[');
    const leaf = path.pop() ?? '';
    let form = root;
    for (const key of path) {
      const known = form[key];
      const nested = typeof known === 'object' ? known : (Object.create(null) as MutableForm);
      form[key] = nested;
      form = nested;
    }
    // `expand[]=x` numbers its items by itself.
    form[leaf === '' ? String(Object.keys(form).length) : leaf] = value;
  }
  return root;
};

interface MutableForm {
  [key: string]: string | MutableForm;
}

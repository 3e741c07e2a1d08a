// A small part of FEEL, enough to show and hide fields while somebody types:
// comparisons of a field with a literal and list contains(), joined by and, or,
// not(). The server decides with the full language; what is beyond this part is
// left to it.

export type Values = Record<string, string | boolean | string[]>;

/** Something that only the server knows. */
class Elsewhere extends Error {}

/**
 * Evaluates the condition to hide a field. A condition that is beyond this part
 * of FEEL hides nothing. Undefined means that it asks for what is not on the page.
 */
export function hides(condition: string, values: Values): boolean | undefined {
  try {
    return new Parser(condition, values).whole();
  } catch (error) {
    return error instanceof Elsewhere ? undefined : false;
  }
}

const token = /\s*(list\s+contains|!=|=|[()[\],]|"[^"]*"|[A-Za-z_][\w-]*|-?\d+(?:\.\d+)?)/y;

class Parser {
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(
    condition: string,
    private readonly values: Values,
  ) {
    const text = condition.trim();
    token.lastIndex = 0;
    while (token.lastIndex < text.length) {
      const found = token.exec(text);
      if (!found?.[1]) {
        this.tokens = [];
        return;
      }
      this.tokens.push(found[1]);
    }
  }

  whole(): boolean {
    const result = this.either();
    if (this.at !== this.tokens.length) throw new Error("beyond this part of FEEL");
    return result;
  }

  private either(): boolean {
    let result = this.both();
    while (this.take("or")) result = this.both() || result;
    return result;
  }

  private both(): boolean {
    let result = this.one();
    while (this.take("and")) result = this.one() && result;
    return result;
  }

  private one(): boolean {
    if (this.take("not")) {
      this.need("(");
      const result = this.either();
      this.need(")");
      return !result;
    }
    if (this.take("(")) {
      const result = this.either();
      this.need(")");
      return result;
    }
    if (/^list\s/.test(this.tokens[this.at] ?? "")) return this.contains();
    const left = this.value();
    if (this.take("=")) return left === this.value();
    if (this.take("!=")) return left !== this.value();
    return left === true;
  }

  private contains(): boolean {
    this.at++;
    this.need("(");
    this.need("[");
    const list = [this.value()];
    while (this.take(",")) list.push(this.value());
    this.need("]");
    this.need(",");
    const value = this.value();
    this.need(")");
    return list.includes(value);
  }

  private value(): string | boolean | null {
    const word = this.tokens[this.at++];
    if (word === undefined) throw new Error("incomplete");
    if (word.startsWith('"')) return word.slice(1, -1);
    if (word === "true") return true;
    if (word === "false") return false;
    if (word === "null") return null;
    if (/^-?\d/.test(word)) return word;
    if (!(word in this.values)) throw new Elsewhere(word);
    const value = this.values[word];
    if (Array.isArray(value)) throw new Error("lists are the server's");
    return value === undefined || value === "" ? null : value;
  }

  private take(word: string): boolean {
    if (this.tokens[this.at] !== word) return false;
    this.at++;
    return true;
  }

  private need(word: string): void {
    if (!this.take(word)) throw new Error(`missing ${word}`);
  }
}

package feel

var contextBuiltins = []builtin{
	{"get value", "m, key", func(a *arguments) Value {
		c, key := a.context(0), a.text(1)
		if a.err != nil {
			return nil
		}
		v, _ := c.Get(key)
		return v
	}},
	{"get entries", "m", func(a *arguments) Value {
		c := a.context(0)
		if a.err != nil {
			return nil
		}
		entries := List{}
		for _, key := range c.keys {
			entries = append(entries, NewContext().Put("key", key).Put("value", c.values[key]))
		}
		return entries
	}},
}

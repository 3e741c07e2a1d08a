package feel

import "maps"

var contextBuiltins = []builtin{
	{"get value", "m: context, key: string -> Any", func(a *arguments) Value {
		v, _ := a.context(0).Get(a.text(1))
		return v
	}},
	{"get entries", "m: context -> list<context>", func(a *arguments) Value {
		c := a.context(0)
		if !a.work(len(c.keys)) {
			return nil
		}
		entries := make(List, 0, len(c.keys))
		for _, key := range c.keys {
			entries = append(entries, NewContext().Put("key", key).Put("value", c.values[key]))
		}
		return entries
	}},
	{"context", "entries: list<context> -> context", contextOfEntries},
	{"context put", "context: context, key: string, value: Any -> context | context: context, keys: list<string>, value: Any -> context", contextPut},
	{"context merge", "contexts: list<context> -> context", contextMerge},
}

// contextOfEntries builds a context of key and value pairs; keys must be strings and differ.
func contextOfEntries(a *arguments) Value {
	c := NewContext()
	if !a.work(len(a.list(0))) {
		return nil
	}
	for _, item := range a.list(0) {
		entry, ok := item.(*Context)
		if !ok {
			return a.fail("the list must hold contexts with the entries key and value")
		}
		key, hasKey := entry.values["key"].(string)
		value, hasValue := entry.values["value"]
		if !hasKey || !hasValue {
			return a.fail("each item must have the entries key (a string) and value")
		}
		if _, double := c.values[key]; double {
			return a.fail("two items have the same key")
		}
		c.Put(key, value)
	}
	return c
}

func contextPut(a *arguments) Value {
	if key, ok := a.value(1).(string); ok {
		return a.putPath(a.context(0), []string{key})
	}
	var path []string
	for _, item := range a.list(1) {
		key, ok := item.(string)
		if !ok {
			return a.fail("the keys must be strings, not %s", article(kind(item)))
		}
		path = append(path, key)
	}
	if len(path) == 0 {
		return a.fail("the list of keys is empty")
	}
	if len(path) > maxNesting {
		return a.fail("more than %d keys", maxNesting)
	}
	return a.putPath(a.context(0), path)
}

// putPath copies the contexts on the path: values are immutable.
func (a *arguments) putPath(c *Context, path []string) Value {
	if !a.work(len(c.keys)) {
		return nil
	}
	if len(path) == 1 {
		return c.with(path[0], a.value(2))
	}
	inner, ok := c.values[path[0]].(*Context)
	if !ok {
		return a.fail("the key leads to %s, not to a context", article(kind(c.values[path[0]])))
	}
	changed := a.putPath(inner, path[1:])
	if changed == nil {
		return nil
	}
	return c.with(path[0], changed)
}

// with gives a copy with one entry put.
func (c *Context) with(key string, v Value) *Context {
	changed := &Context{keys: c.Keys(), values: maps.Clone(c.values)}
	return changed.Put(key, v)
}

func contextMerge(a *arguments) Value {
	merged := NewContext()
	for _, item := range a.list(0) {
		c, ok := item.(*Context)
		if !ok {
			return a.fail("the list must hold contexts only, not %s", article(kind(item)))
		}
		if !a.work(len(c.keys)) {
			return nil
		}
		for _, key := range c.keys {
			merged.Put(key, c.values[key])
		}
	}
	return merged
}

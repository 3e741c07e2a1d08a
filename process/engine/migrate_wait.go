package engine

import (
	"slices"

	"handinhand/process/bpmn"
)

// compare keeps what is still waited for, drops what is not, and arms what is new. An event that the old process had too
// and that has happened already is not waited for again.
func (g *migration) compare(key Key, waits []wait) {
	c := &comparison{migration: g, key: key, waits: waits, kept: map[int]bool{}}
	c.timers()
	c.subscriptions()
	c.listeners()
	c.watches()
	for i, w := range waits {
		if !c.kept[i] && !g.had(w.event.id) {
			g.arm(key, []wait{w})
			g.report.Armed = append(g.report.Armed, w.event.id)
		}
	}
}

// had tells whether an event of the new process is one that the old process had.
func (g *migration) had(id string) bool {
	return slices.ContainsFunc(g.from.nodes, func(n node) bool { return n.kind != "" && g.target(n.id) == id })
}

// comparison is what one instance waits for, beside what the new process waits for there.
type comparison struct {
	*migration
	key   Key
	waits []wait
	kept  map[int]bool // of waits: the old process waits for them already
}

// look finds what the new process waits for instead of an event of the old one. One that it does not wait for is dropped.
func (c *comparison) look(kind bpmn.TriggerKind, element string, trigger int) (wait, bool) {
	i := slices.IndexFunc(c.waits, func(w wait) bool {
		return w.kind == kind && w.event.id == c.target(element) && w.trigger == trigger
	})
	if i < 0 {
		c.report.Dropped = append(c.report.Dropped, element)
		return wait{}, false
	}
	c.kept[i] = true
	return c.waits[i], true
}

// waiting is where a timer, a subscription or a listener belongs.
type waiting struct {
	instance Key
	element  string
	trigger  int
}

// renewed is one that goes on as something else.
type renewed[T any] struct {
	old T
	now wait
}

// keep takes out of a list what the instance waits for no longer, or otherwise than before; the latter it gives, to be
// made anew. stays tells what goes on as it is, and end is told of everything else.
func keep[T any](c *comparison, list []T, kind bpmn.TriggerKind, of func(T) waiting, stays func(T, wait) bool, end func(T)) (left []T, again []renewed[T]) {
	left = slices.DeleteFunc(list, func(x T) bool {
		w := of(x)
		if w.instance != c.key {
			return false
		}
		now, waited := c.look(kind, w.element, w.trigger)
		if waited && stays(x, now) {
			return false
		}
		end(x)
		if waited {
			again = append(again, renewed[T]{x, now})
		}
		return true
	})
	return left, again
}

// timers keeps timers that run: with their time, or with that of the new process.
func (c *comparison) timers() {
	left, again := keep(c, c.memory.Timers, bpmn.TimerTrigger,
		func(t timer) waiting { return waiting{t.Instance, t.Element, t.Trigger} },
		func(t timer, w wait) bool { return !c.plan.Recompute && t.Element == w.event.id },
		func(t timer) { c.emit(DisarmTimer{t.Key}) })
	c.memory.Timers = left
	for _, r := range again {
		t := r.old
		t.Key, t.Element = c.nextKey(), r.now.event.id
		if c.plan.Recompute {
			t.Due, t.Repeat, t.Every = r.now.timer.due, r.now.timer.repeat, r.now.timer.every
		}
		c.armTimer(t)
	}
}

// subscriptions keeps those for the same message and key.
func (c *comparison) subscriptions() {
	left, again := keep(c, c.memory.Subscriptions, bpmn.MessageTrigger,
		func(s Subscription) waiting { return waiting{s.Instance, s.Element, s.Trigger} },
		func(s Subscription, w wait) bool {
			return s.Element == w.event.id && s.Message == w.name && s.CorrelationKey == w.key
		},
		func(s Subscription) { c.emit(Unsubscribe{s.Key}) })
	c.memory.Subscriptions = left
	for _, r := range again {
		c.arm(c.key, []wait{r.now})
	}
}

// listeners keeps those for the same signal.
func (c *comparison) listeners() {
	left, again := keep(c, c.memory.Listeners, bpmn.SignalTrigger,
		func(l Listener) waiting { return waiting{l.Instance, l.Element, l.Trigger} },
		func(l Listener, w wait) bool { return l.Element == w.event.id && l.Signal == w.name },
		func(l Listener) { c.emit(Unlisten{l.Key}) })
	c.memory.Listeners = left
	for _, r := range again {
		c.arm(c.key, []wait{r.now})
	}
}

// watches keeps conditions; that one was met already goes along.
func (c *comparison) watches() {
	c.memory.Watches = slices.DeleteFunc(c.memory.Watches, func(w watch) bool {
		if w.Instance != c.key {
			return false
		}
		_, waited := c.look(bpmn.ConditionalTrigger, w.Element, w.Trigger)
		return !waited
	})
	for i := range c.memory.Watches {
		if w := &c.memory.Watches[i]; w.Instance == c.key {
			w.Element = c.target(w.Element)
		}
	}
}

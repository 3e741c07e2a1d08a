package engine

import (
	"slices"

	"handinhand/process/bpmn"
)

// compare keeps what is still waited for, drops what is not, and arms what is new. An event that the old process had too
// and that has happened already is not waited for again.
func (g *migration) compare(key Key, waits []wait) {
	find := func(kind bpmn.TriggerKind, element string, trigger int) int {
		return slices.IndexFunc(waits, func(w wait) bool {
			return w.kind == kind && w.event.id == g.target(element) && w.trigger == trigger
		})
	}
	kept := map[int]bool{}
	gone := func(kind bpmn.TriggerKind, element string, trigger int) bool {
		i := find(kind, element, trigger)
		if i < 0 {
			g.report.Dropped = append(g.report.Dropped, element)
			return true
		}
		kept[i] = true
		return false
	}
	g.keepTimers(key, waits, find, gone)
	g.keepSubscriptions(key, waits, find, gone)
	g.keepListeners(key, waits, find, gone)
	g.memory.Watches = slices.DeleteFunc(g.memory.Watches, func(w watch) bool { return w.Instance == key && gone(bpmn.ConditionalTrigger, w.Element, w.Trigger) })
	for i := range g.memory.Watches {
		if w := &g.memory.Watches[i]; w.Instance == key {
			w.Element = g.target(w.Element)
		}
	}
	for i, w := range waits {
		if !kept[i] && !g.had(w.event.id) {
			g.arm(key, []wait{w})
			g.report.Armed = append(g.report.Armed, w.event.id)
		}
	}
}

// had tells whether an event of the new process is one that the old process had.
func (g *migration) had(id string) bool {
	return slices.ContainsFunc(g.from.nodes, func(n node) bool { return n.kind != "" && g.target(n.id) == id })
}

type finder func(kind bpmn.TriggerKind, element string, trigger int) int

type goner func(kind bpmn.TriggerKind, element string, trigger int) bool

// keepTimers keeps timers that run: with their time, or with that of the new process.
func (g *migration) keepTimers(key Key, waits []wait, find finder, gone goner) {
	var again []timer
	g.memory.Timers = slices.DeleteFunc(g.memory.Timers, func(t timer) bool {
		if t.Instance != key {
			return false
		}
		if gone(bpmn.TimerTrigger, t.Element, t.Trigger) {
			g.emit(DisarmTimer{t.Key})
			return true
		}
		w := waits[find(bpmn.TimerTrigger, t.Element, t.Trigger)]
		if !g.plan.Recompute && t.Element == w.event.id {
			return false
		}
		g.emit(DisarmTimer{t.Key})
		t.Element = w.event.id
		if g.plan.Recompute {
			t.Due, t.Repeat, t.Every = w.timer.due, w.timer.repeat, w.timer.every
		}
		again = append(again, t)
		return true
	})
	for _, t := range again {
		t.Key = g.nextKey()
		g.armTimer(t)
	}
}

// keepSubscriptions keeps those for the same message and key; others are made anew.
func (g *migration) keepSubscriptions(key Key, waits []wait, find finder, gone goner) {
	var again []wait
	g.memory.Subscriptions = slices.DeleteFunc(g.memory.Subscriptions, func(s Subscription) bool {
		if s.Instance != key {
			return false
		}
		if gone(bpmn.MessageTrigger, s.Element, s.Trigger) {
			g.emit(Unsubscribe{s.Key})
			return true
		}
		w := waits[find(bpmn.MessageTrigger, s.Element, s.Trigger)]
		if s.Element == w.event.id && s.Message == w.name && s.CorrelationKey == w.key {
			return false
		}
		g.emit(Unsubscribe{s.Key})
		again = append(again, w)
		return true
	})
	g.arm(key, again)
}

// keepListeners keeps those for the same signal; others are made anew.
func (g *migration) keepListeners(key Key, waits []wait, find finder, gone goner) {
	var again []wait
	g.memory.Listeners = slices.DeleteFunc(g.memory.Listeners, func(l Listener) bool {
		if l.Instance != key {
			return false
		}
		if gone(bpmn.SignalTrigger, l.Element, l.Trigger) {
			g.emit(Unlisten{l.Key})
			return true
		}
		w := waits[find(bpmn.SignalTrigger, l.Element, l.Trigger)]
		if l.Element == w.event.id && l.Signal == w.name {
			return false
		}
		g.emit(Unlisten{l.Key})
		again = append(again, w)
		return true
	})
	g.arm(key, again)
}

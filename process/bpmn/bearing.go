package bpmn

import (
	"slices"
	"strings"
)

// Bearing is a hih: extension element as the parser reads it.
type Bearing struct {
	Name       string
	Attributes []string // in the order in which an editor offers them
	Many       bool     // more than one of it may stand on an element
	Alone      bool     // it says something by being there
}

// bearings are the names, in the order in which an editor offers them.
var bearings = strings.Fields("agency requirement attests produces milestone transfer outcome adverse decision review")

// alone are those that need no attribute.
var alone = words("adverse decision")

// Bears are the hih: extension elements that may stand on an element, by its tag: "userTask", "lane", "messageFlow".
func Bears(tag string) []Bearing {
	var all []Bearing
	for _, name := range bearings {
		m, onNode := hihMeanings[name]
		onNode = onNode && runs[Kind(tag)] && (m.on == nil || slices.Contains(m.on, Kind(tag)))
		if onNode || elsewhere[HihNS+name][tag] {
			all = append(all, Bearing{name, strings.Fields(hihAttributes[name]), onNode && !m.once, alone[name]})
		}
	}
	return all
}

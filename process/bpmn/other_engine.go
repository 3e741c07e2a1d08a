package bpmn

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"handinhand/process/finding"
)

// otherEngines are the namespaces of extensions that make other engines do something. What other modelers write for
// themselves (colours, places of labels, metadata) is no one's business here.
var otherEngines = map[string]string{
	"http://camunda.org/schema/1.0/bpmn": "Camunda 7",
	"http://flowable.org/bpmn":           "Flowable",
	"http://activiti.org/bpmn":           "Activiti",
	"http://www.jboss.org/drools":        "jBPM",
}

// instead says what does here what an attribute or extension does there, where there is something.
var instead = map[string]finding.Text{
	"formKey": finding.Say("name the form in zeebe:formDefinition"), "formRef": finding.Say("name the form in zeebe:formDefinition"), "formData": finding.Say("draw a form and name it in zeebe:formDefinition"), "formProperty": finding.Say("draw a form and name it in zeebe:formDefinition"),
	"assignee": finding.Say("the lane says who does the task"), "candidateUsers": finding.Say("the lane says who does the task"), "candidateGroups": finding.Say("the lane says who does the task"), "initiator": finding.Say("the lane says who does the task"),
	"candidateStarterGroups": finding.Say("the lane of the start says who begins"), "candidateStarterUsers": finding.Say("the lane of the start says who begins"),
	"dueDate": finding.Say("say it in zeebe:taskSchedule or as a timer on the boundary"), "inputOutput": finding.Say("map the variables with zeebe:ioMapping"),
	"class": finding.Say("name the service in zeebe:taskDefinition"), "delegateExpression": finding.Say("name the service in zeebe:taskDefinition"), "expression": finding.Say("write it as FEEL, or name the service in zeebe:taskDefinition"),
	"type": finding.Say("name the service in zeebe:taskDefinition"), "topic": finding.Say("name the service in zeebe:taskDefinition"), "connector": finding.Say("name the service in zeebe:taskDefinition"), "field": finding.Say("name the service in zeebe:taskDefinition"),
	"decisionRef": finding.Say("name the decision in zeebe:calledDecision"), "resultVariable": finding.Say("name it in zeebe:calledDecision or zeebe:script"),
	"taskListener": finding.Say("draw what is to happen as a step"), "executionListener": finding.Say("draw what is to happen as a step"), "onEntry-script": finding.Say("draw what is to happen as a step"), "onExit-script": finding.Say("draw what is to happen as a step"),
	"collection": finding.Say("name it in zeebe:loopCharacteristics"), "elementVariable": finding.Say("name it in zeebe:loopCharacteristics"),
}

// runsAlike changes nothing in what happens in a case: when something is committed there, how long it is kept there, what it is
// called there.
var runsAlike = []string{"async", "asyncBefore", "asyncAfter", "exclusive", "historyTimeToLive", "versionTag", "version", "packageName", "adHoc", "metaData",
	"formFieldValidation", "isStartableInTasklist", "jobPriority", "taskPriority", "priority", "failedJobRetryTimeCycle", "properties"}

// forOthers says what a file tells another engine to do here, and that this one does not: nothing is passed over in silence.
func (r *reader) forOthers(x *etree.Element) {
	for _, one := range toldOthers(x) {
		_, local, _ := strings.Cut(one.name, ":")
		way := instead[local]
		if way.IsZero() {
			way = finding.Say("draw or say what is meant, or remove it")
		}
		r.warn(x, "not-executed", "%s is for %s: it is kept, but has no effect here; %s.", one.name, one.engine, way)
	}
}

type told struct{ name, engine string }

// toldOthers are the attributes and extensions for other engines that stand at an element, in the order of the file.
func toldOthers(x *etree.Element) []told {
	var out []told
	add := func(space, name string) {
		one := told{name, otherEngines[space]}
		_, local, _ := strings.Cut(name, ":")
		if one.engine != "" && !slices.Contains(runsAlike, local) && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	for _, a := range x.Attr {
		if a.Space != "" && a.Space != "xmlns" {
			add(a.NamespaceURI(), a.FullKey())
		}
	}
	for _, ext := range extensions(x) {
		add(ext.NamespaceURI(), ext.FullTag())
	}
	return out
}

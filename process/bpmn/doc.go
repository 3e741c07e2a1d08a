// Package bpmn reads BPMN 2.0.2 XML into an immutable Definition and says everything that is wrong with it at once.
//
// It is for everyone who needs to know what was drawn: the engine, the release, the proofs and the faces. Reading is
// tolerant of what modelers add (diagram interchange, colours, vendor namespaces) and strict on meaning: a construct
// that the engine cannot execute is reported with its element id and the reason, and is never ignored in silence.
//
// The package must never execute anything, never touch a file or the network, and never change a Definition after
// Parse has returned it. The XML tree is kept beside the model, so that what is not understood is not lost either.
//
// # Where the extension data is
//
// Zeebe's and our own extension elements (namespaces ZeebeNS and HihNS) are typed fields:
//
//	Lane.Agency                    hih:agency (role and zone), on a lane or on the participant of a process without lanes
//	Element.Role()                 the agency role of the element's lane
//	Element.Ext.Form               zeebe:formDefinition/@formId
//	Element.Ext.Due                zeebe:taskSchedule/@dueDate (ISO 8601 or "=FEEL")
//	Element.Ext.Service            zeebe:taskDefinition with zeebe:taskHeaders (nil if absent); Service.Header(key)
//	Element.Ext.Decision           zeebe:calledDecision (nil if absent)
//	Element.Ext.Script             zeebe:script (nil if absent)
//	Element.Ext.Inputs, .Outputs   zeebe:ioMapping
//	Element.Call                   zeebe:calledElement beside bpmn's calledElement
//	Element.Multi                  zeebe:loopCharacteristics beside bpmn's own words
//	Element.AdHoc.Active           zeebe:adHoc/@activeElementsCollection
//	Element.Ext.Requirements       hih:requirement
//	Element.Ext.Produces           hih:produces
//	Element.Ext.Milestone          hih:milestone/@key
//	Element.Ext.Transfer           hih:transfer (nil if absent)
//	Element.Ext.Outcome            hih:outcome/@key
//	Message.CorrelationKey         zeebe:subscription/@correlationKey ("=FEEL")
//	Definition.Expressions()       every expression text of the process with the element that holds it
package bpmn

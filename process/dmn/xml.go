package dmn

import "encoding/xml"

// namespaces of DMN 1.1 to 1.5: the elements that we read are the same in all.
var namespaces = map[string]string{
	"http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
	"http://www.omg.org/spec/DMN/20180521/MODEL/":  "1.2",
	"https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
	"https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
	"https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}

// silent holds the elements that document a model and have no effect on its result.
var silent = map[string]bool{
	"description": true, "question": true, "allowedAnswers": true, "extensionElements": true, "DMNDI": true, "textAnnotation": true,
	"association": true, "group": true, "artifact": true, "knowledgeSource": true, "authorityRequirement": true, "elementCollection": true,
	"performanceIndicator": true, "organizationUnit": true, "supportedObjective": true, "impactedPerformanceIndicator": true,
	"decisionMaker": true, "decisionOwner": true, "usingProcess": true, "usingTask": true, "variable": true, "annotation": true,
}

type xmlDefinitions struct {
	XMLName            xml.Name
	ID                 string        `xml:"id,attr"`
	Name               string        `xml:"name,attr"`
	Namespace          string        `xml:"namespace,attr"`
	ExpressionLanguage string        `xml:"expressionLanguage,attr"`
	Decisions          []xmlDecision `xml:"decision"`
	Inputs             []xmlInput    `xml:"inputData"`
	Items              []xmlItem     `xml:"itemDefinition"`
	Others             []xmlOther    `xml:",any"`
}

// xmlOther is an element that no field takes.
type xmlOther struct {
	XMLName xml.Name
	ID      string `xml:"id,attr"`
	Name    string `xml:"name,attr"`
}

type xmlVariable struct {
	Name    string `xml:"name,attr"`
	TypeRef string `xml:"typeRef,attr"`
}

type xmlInput struct {
	ID       string      `xml:"id,attr"`
	Name     string      `xml:"name,attr"`
	Variable xmlVariable `xml:"variable"`
}

type xmlItem struct {
	ID            string    `xml:"id,attr"`
	Name          string    `xml:"name,attr"`
	TypeRef       string    `xml:"typeRef"`
	AllowedValues *xmlText  `xml:"allowedValues"`
	Constraint    *xmlText  `xml:"typeConstraint"`
	Components    []xmlItem `xml:"itemComponent"`
}

type xmlText struct {
	ID       string `xml:"id,attr"`
	Text     string `xml:"text"`
	TypeRef  string `xml:"typeRef,attr"`
	Language string `xml:"expressionLanguage,attr"`
}

type xmlReference struct {
	Href string `xml:"href,attr"`
}

type xmlRequirement struct {
	ID       string        `xml:"id,attr"`
	Decision *xmlReference `xml:"requiredDecision"`
	Input    *xmlReference `xml:"requiredInput"`
}

type xmlDecision struct {
	ID           string           `xml:"id,attr"`
	Name         string           `xml:"name,attr"`
	Variable     xmlVariable      `xml:"variable"`
	Requirements []xmlRequirement `xml:"informationRequirement"`
	Table        *xmlTable        `xml:"decisionTable"`
	Literal      *xmlText         `xml:"literalExpression"`
	Others       []xmlOther       `xml:",any"`
}

type xmlTable struct {
	ID          string           `xml:"id,attr"`
	HitPolicy   string           `xml:"hitPolicy,attr"`
	Aggregation string           `xml:"aggregation,attr"`
	Inputs      []xmlTableInput  `xml:"input"`
	Outputs     []xmlTableOutput `xml:"output"`
	Rules       []xmlRule        `xml:"rule"`
	Others      []xmlOther       `xml:",any"`
}

type xmlTableInput struct {
	ID         string   `xml:"id,attr"`
	Label      string   `xml:"label,attr"`
	Expression xmlText  `xml:"inputExpression"`
	Values     *xmlText `xml:"inputValues"`
}

type xmlTableOutput struct {
	ID      string   `xml:"id,attr"`
	Name    string   `xml:"name,attr"`
	Label   string   `xml:"label,attr"`
	TypeRef string   `xml:"typeRef,attr"`
	Values  *xmlText `xml:"outputValues"`
	Default *xmlText `xml:"defaultOutputEntry"`
}

type xmlRule struct {
	ID          string    `xml:"id,attr"`
	Description string    `xml:"description"`
	Inputs      []xmlText `xml:"inputEntry"`
	Outputs     []xmlText `xml:"outputEntry"`
	Annotations []xmlText `xml:"annotationEntry"`
}

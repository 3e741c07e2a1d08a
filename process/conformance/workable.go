package conformance

import (
	"fmt"

	"github.com/beevik/etree"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
)

// work is the kinds of elements whose work the suites leave to the engine under test.
var work = map[string]bool{
	"serviceTask": true, "sendTask": true, "businessRuleTask": true, "scriptTask": true, "globalScriptTask": true, "globalBusinessRuleTask": true,
}

// workable gives every task that names no service one, whose type says what the suite left: the text of a script, else
// nothing but that it is the suite's. Script tasks with FEEL stay as they are.
func workable(xml []byte) ([]byte, error) {
	tree := etree.NewDocument()
	if err := tree.ReadFromBytes(xml); err != nil {
		return nil, err
	}
	for _, x := range tree.FindElements("//*") {
		if !work[x.Tag] || x.FindElement("extensionElements/taskDefinition") != nil || x.FindElement("extensionElements/script") != nil ||
			x.FindElement("extensionElements/calledDecision") != nil || x.Tag == "sendTask" && x.SelectAttrValue("messageRef", "") != "" {
			continue
		}
		kind := "suite"
		if script := x.SelectElement("script"); script != nil {
			kind = script.Text()
			x.RemoveChild(script)
		}
		extensions := x.SelectElement("extensionElements")
		if extensions == nil {
			extensions = etree.NewElement("extensionElements")
			extensions.Space = x.Space
			x.InsertChildAt(0, extensions)
		}
		service := extensions.CreateElement("zeebe:taskDefinition")
		service.CreateAttr("xmlns:zeebe", bpmn.ZeebeNS)
		service.CreateAttr("type", kind)
	}
	return tree.WriteToBytes()
}

// compileAll makes every process and global task of a file ready to run. The error is the first thing that stands in the
// way.
func compileAll(xml []byte) (*bpmn.Model, []*engine.Program, error) {
	xml, err := workable(xml)
	if err != nil {
		return nil, nil, err
	}
	model, findings := bpmn.Parse(xml)
	if err := firstError(findings); err != nil {
		return nil, nil, err
	}
	var programs []*engine.Program
	for _, list := range [][]*bpmn.Definition{model.Executable(), model.GlobalTasks} {
		for _, d := range list {
			p, findings := engine.Compile(d, nil)
			if err := firstError(findings); err != nil {
				return nil, nil, err
			}
			programs = append(programs, p)
		}
	}
	return model, programs, nil
}

func firstError(findings []finding.Finding) error {
	for _, f := range findings {
		if f.Severity == finding.Error && !bpmn.FormOnly(f) { // the engines that the suites come from forgive the form
			return fmt.Errorf("refused: %s", f)
		}
	}
	return nil
}

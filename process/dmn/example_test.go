package dmn_test

import (
	"fmt"
	"strings"

	"handinhand/process/dmn"
	"handinhand/process/feel"
)

// A model as a modeler writes it, shortened: one table of two rules with their grounds.
const fee = `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="fees" name="Fees" namespace="https://city.example/fees">
  <inputData id="in" name="benefit"><variable name="benefit" typeRef="string"/></inputData>
  <decision id="fee" name="Fee"><variable name="fee" typeRef="number"/>
    <informationRequirement><requiredInput href="#in"/></informationRequirement>
    <decisionTable id="fee-table" hitPolicy="UNIQUE">
      <input id="fee-benefit" label="Benefit"><inputExpression typeRef="string"><text>benefit</text></inputExpression></input>
      <output name="fee" typeRef="number"/>
      <rule id="exempt"><inputEntry><text>"sgb2", "sgb12"</text></inputEntry><outputEntry><text>0</text></outputEntry>
        <annotationEntry><text>IntV § 9(2)</text></annotationEntry></rule>
      <rule id="regular"><inputEntry><text>not("sgb2", "sgb12")</text></inputEntry><outputEntry><text>2.29 * 100</text></outputEntry>
        <annotationEntry><text>IntV § 9(1)</text></annotationEntry></rule>
    </decisionTable>
  </decision>
</definitions>`

func Example() {
	model, findings := dmn.Parse([]byte(fee))
	if len(findings) > 0 {
		fmt.Println(findings)
		return
	}
	decision, _ := model.Decision("fee")
	result, err := decision.Evaluate(feel.Scope{Vars: feel.Vars(map[string]any{"benefit": "sgb2"})})
	if err != nil {
		fmt.Println(err) // the model broke its own promise: do not use the value
		return
	}
	fmt.Println("fee:", result.Value)
	for _, reason := range result.Reasons() {
		for _, fact := range reason.Facts {
			fmt.Printf("because %s is %v: rule %d (%s)\n", fact.Label, fact.Value, reason.Number, strings.Join(reason.Annotations, "; "))
		}
	}
	// Output:
	// fee: 0
	// because Benefit is sgb2: rule 1 (IntV § 9(2))
}

// What is wrong with a table is said with an example of the inputs.
func ExampleDefinitions_Check() {
	model, _ := dmn.Parse([]byte(strings.Replace(fee, `not("sgb2", "sgb12")`, `"none"`, 1)))
	for _, finding := range model.Check() {
		fmt.Println(finding)
	}
	// Output:
	// warning: fee-table (Fee): no rule covers Benefit = "something else": add a rule or a default output [gap]
}

// Business knowledge models and decision services can be called from outside too.
func ExampleInvocable_Evaluate() {
	model, _ := dmn.Parse([]byte(`<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
	  <businessKnowledgeModel id="half" name="Half of the fee"><encapsulatedLogic>
	    <formalParameter name="fee" typeRef="number"/><literalExpression><text>decimal(fee / 2, 2)</text></literalExpression>
	  </encapsulatedLogic></businessKnowledgeModel></definitions>`))
	half := model.Invocables()[0]
	result, err := half.Evaluate(feel.Scope{Vars: feel.Vars(map[string]any{"fee": 229})})
	fmt.Println(half.Name, half.Parameters(), "=", result.Value, err)
	// Output:
	// Half of the fee [fee] = 114.5 <nil>
}

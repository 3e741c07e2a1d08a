package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"handinhand/casework"
)

type auditCommand struct {
	Verify     verifyLogCommand  `cmd:"" help:"Check that no entry of the access log was altered, dropped or put in another order; or one proof that an applicant kept."`
	Checkpoint checkpointCommand `cmd:"" help:"Print the newest signed checkpoint of the access log, to be kept elsewhere."`
}

type verifyLogCommand struct {
	Config
	Kept  []string `arg:"" optional:"" type:"existingfile" help:"Checkpoints that someone kept, one a file, to compare the log with."`
	Proof []string `type:"existingfile" sep:"none" help:"Check only the proof of one read, as an applicant downloads it. May be given many times."`
	Pack  []string `type:"existingfile" sep:"none" help:"Check only a signed impact pack, as the register has it. May be given many times."`
}

// Run prints what is not as it was written, and fails when anything is.
func (v *verifyLogCommand) Run(ctx context.Context) error {
	var kept []string
	for _, file := range v.Kept {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		kept = append(kept, string(text))
	}
	work, done, err := v.buried(ctx)
	if err != nil {
		return err
	}
	defer done()
	for _, file := range v.Proof {
		if err := checkProof(ctx, work, file); err != nil {
			return err
		}
	}
	for _, file := range v.Pack {
		if err := checkPack(ctx, work, file); err != nil {
			return err
		}
	}
	if len(v.Proof)+len(v.Pack) > 0 {
		return nil
	}
	report, err := work.VerifyLog(ctx, kept)
	if err != nil {
		return err
	}
	for _, finding := range report.Findings {
		fmt.Println(finding)
	}
	fmt.Printf("%d entries in order, %d of them expired, %d waiting; %d checkpoints compared\n", report.Entries, report.Expired, report.Waiting, report.Checkpoints)
	if len(report.Findings) > 0 {
		return fmt.Errorf("the access log is not as it was written: %d findings", len(report.Findings))
	}
	return nil
}

// checkProof checks one line that an applicant kept.
func checkProof(ctx context.Context, work *casework.Casework, name string) error {
	file, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var kept casework.Proof
	if err := json.Unmarshal(file, &kept); err != nil {
		return fmt.Errorf("%s is no proof of a read: %w", name, err)
	}
	expired, err := work.VerifyProof(ctx, kept)
	if err != nil {
		return fmt.Errorf("the proof %s does not hold: %w", name, err)
	}
	if expired {
		fmt.Printf("entry %s stands in the log at place %d; what it said went when its time by law was over\n", kept.Inclusion.Entry, kept.Inclusion.Index)
		return nil
	}
	fmt.Printf("entry %s stands in the log at place %d of %d and says what the proof says\n", kept.Inclusion.Entry, kept.Inclusion.Index, kept.Inclusion.Size)
	return nil
}

// checkPack checks an impact pack and the signature of the officer under it.
func checkPack(ctx context.Context, work *casework.Casework, name string) error {
	file, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var kept casework.SignedImpact
	if err := json.Unmarshal(file, &kept); err != nil {
		return fmt.Errorf("%s is no signed impact pack: %w", name, err)
	}
	if err := work.VerifyImpact(ctx, kept); err != nil {
		return fmt.Errorf("the signature of %s does not hold: %w", name, err)
	}
	said := kept.Signature
	fmt.Printf("the impact pack of %s, release %s, was signed by %s (%s) at %s and says what was signed\n", said.CaseType, said.Release, said.Name, said.Function, said.At.Format(time.RFC3339))
	return nil
}

type checkpointCommand struct {
	Config
}

// Run prints the signed note and nothing else; the verifier key goes to standard
// error.
func (c *checkpointCommand) Run(ctx context.Context) error {
	work, done, err := c.buried(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := work.Sequence(ctx); err != nil {
		return err
	}
	newest, err := work.SignedCheckpoint(ctx)
	if err != nil {
		return err
	}
	fmt.Print(newest.Note)
	fmt.Fprintln(os.Stderr, "verifier key:", newest.Key)
	return nil
}

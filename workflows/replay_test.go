package workflows

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"testing/fstest"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"handinhand/process/release"
)

// Recorded histories stand for the cases that run somewhere, each with the
// release that it ran on: those of the test's own process, and those of the
// shipped one in a folder with the bundle that was recorded. So editing a process
// invalidates no history, as publishing a release changes no running case.
const (
	histories = "testdata/histories"
	shipped   = histories + "/language-course"
	bundle    = shipped + "/release.zip"
)

// bundled are the shipped process as it was recorded, and the same with seconds
// for days.
func bundled(t *testing.T) []*release.Release {
	t.Helper()
	packed, err := os.ReadFile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	quick, err := quickened(packed)
	if err != nil {
		t.Fatal(err)
	}
	var all []*release.Release
	for _, b := range [][]byte{packed, quick} {
		rel, err := release.Open(b)
		if err != nil {
			t.Fatalf("%s: %v: cases that run on this release would be stuck", bundle, err)
		}
		all = append(all, rel)
	}
	return all
}

func quickened(packed []byte) ([]byte, error) {
	files, err := release.Unpack(packed)
	if err != nil {
		return nil, err
	}
	copied := fstest.MapFS{}
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		copied[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		return nil, err
	}
	days := regexp.MustCompile(`\bP(\d+)D\b`)
	copied["process.bpmn"].Data = days.ReplaceAll(copied["process.bpmn"].Data, []byte("PT${1}S"))
	return release.Pack(copied)
}

// TestReplay: the code of today makes the same commands of every recorded
// history. What fails here would block running cases.
func TestReplay(t *testing.T) {
	cases := &Cases{Releases: append(shelf{permit(t), hurried(t)}, bundled(t)...)}
	for _, dir := range []string{histories, shipped} {
		files, err := filepath.Glob(filepath.Join(dir, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no histories in %s: %v", dir, err)
		}
		for _, file := range files {
			t.Run(filepath.Base(dir)+"/"+filepath.Base(file), func(t *testing.T) {
				if err := replay(cases, file); err != nil {
					t.Errorf("%v", err)
				}
			})
		}
	}
}

func replay(cases *Cases, file string) error {
	r := worker.NewWorkflowReplayer()
	r.RegisterWorkflowWithOptions(cases.Case, workflow.RegisterOptions{Name: CaseName})
	return r.ReplayWorkflowHistoryFromJSONFile(quiet{}, file)
}

// TestReplaySeesChanges: a history that does not fit fails, so that TestReplay
// means something. The other release has other deadlines.
func TestReplaySeesChanges(t *testing.T) {
	// Under the hash that the history names: no deadlines at all within it.
	changed := *permit(t)
	changed.Hash = hurried(t).Hash
	if err := replay(&Cases{Releases: shelf{&changed}}, filepath.Join(histories, "deadlines.json")); err == nil {
		t.Error("a history replayed on another process")
	}
}

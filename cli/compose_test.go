package cli

import (
	"bufio"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// loadCompose reads docker-compose.yml as Docker would, with a value for every
// name that deploy/example.env lists and for no other.
func loadCompose(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{"../docker-compose.yml"}, cli.WithEnv(exampleEnv(t)))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatalf("docker-compose.yml does not load: %v", err)
	}
	return project
}

func exampleEnv(t *testing.T) []string {
	t.Helper()
	file, err := os.Open("../deploy/example.env")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var env []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), "="); ok && !strings.HasPrefix(name, "#") {
			if value == "" {
				value = "base64key://smGbjm71Nxd1Ig5FS0wj9SlbzAIrnolCz9bQQ6uAhl4="
			}
			env = append(env, name+"="+value)
		}
	}
	return env
}

func TestComposeHasEveryPart(t *testing.T) {
	project := loadCompose(t)
	var names []string
	for name := range project.Services {
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{"agencies", "keycloak", "migrate", "minio", "postgres", "publish", "serve", "temporal", "worker"}
	if !slices.Equal(names, want) {
		t.Errorf("services %v, want %v", names, want)
	}
	for name, service := range project.Services {
		for _, port := range service.Ports {
			if port.HostIP != "127.0.0.1" {
				t.Errorf("%s publishes port %s on %q: only the machine itself may reach it, a TLS proxy does the rest", name, port.Published, port.HostIP)
			}
		}
	}
}

// TestComposeGivesTheWholeConfiguration finds a required setting that the file
// forgets, and a name that the program does not know.
func TestComposeGivesTheWholeConfiguration(t *testing.T) {
	project := loadCompose(t)
	parts, web := settings(reflect.TypeFor[Config]()), settings(reflect.TypeFor[Web]())
	for name, known := range map[string][]setting{
		"migrate": append(slices.Clone(parts), settings(reflect.TypeFor[migrateCommand]())...), "worker": parts, "agencies": parts, "publish": parts, "serve": append(slices.Clone(parts), web...),
	} {
		environment := project.Services[name].Environment
		for _, s := range known {
			if value := environment[s.env]; s.required && (value == nil || *value == "") {
				t.Errorf("%s: %s is required but not set", name, s.env)
			}
		}
		for env := range environment {
			if !slices.ContainsFunc(known, func(s setting) bool { return s.env == env }) {
				t.Errorf("%s: %s is set but the program does not know it", name, env)
			}
		}
	}
}

type setting struct {
	env      string
	required bool
}

func settings(config reflect.Type) []setting {
	var all []setting
	for field := range fields(config) {
		if env := field.Tag.Get("env"); env != "" {
			_, required := field.Tag.Lookup("required")
			all = append(all, setting{env, required})
		}
	}
	return all
}

func fields(of reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range of.NumField() {
			if !yield(of.Field(i)) {
				return
			}
		}
	}
}

package main

import (
	"fmt"
	"os"

	"go.temporal.io/server/common/log"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// temporalLog keeps the server's warnings and errors in a file. A fatal message ends the goroutine that wrote it instead of the
// process, so that the rest of the stack can be stopped in good order. The file stays open until the process ends: the server's
// goroutines write to it after its Stop has returned.
type temporalLog struct {
	file   *os.File
	logger log.Logger
	fatal  chan error // what the server called fatal; the first is enough
}

func openTemporalLog(dir *directory) (*temporalLog, error) {
	file, err := dir.log("temporal.log")
	if err != nil {
		return nil, err
	}
	t := &temporalLog{file: file, fatal: make(chan error, 1)}
	encoder := zapcore.NewJSONEncoder(log.DefaultZapEncoderConfig)
	core := zapcore.NewCore(encoder, zapcore.Lock(file), zapcore.WarnLevel)
	t.logger = log.NewZapLogger(zap.New(core, zap.WithFatalHook(t)))
	return t, nil
}

// OnWrite is called for a fatal message; it must not return (zapcore.CheckWriteHook).
func (t *temporalLog) OnWrite(entry *zapcore.CheckedEntry, _ []zapcore.Field) {
	select {
	case t.fatal <- fmt.Errorf("the Temporal server gave up: %s (see %s)", entry.Message, t.path()):
	default:
	}
	select {} // Goexit would run deferred calls of a server that believes the process is gone
}

func (t *temporalLog) path() string { return t.file.Name() }

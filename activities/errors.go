package activities

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/sdk/temporal"

	"handinhand/models"
)

// Error types that a case tells from all others.
const (
	TypeMisconfigured = "misconfigured" // of a step that cannot run as written
	TypeDiverged      = "diverged"      // of a projection: models.ErrDiverged
)

// misconfigured says that the release is wrong: trying again is of no use.
func misconfigured(c ServiceCall, format string, args ...any) error {
	return temporal.NewNonRetryableApplicationError(
		fmt.Sprintf("element %q: %s: publish a corrected release", c.Element, fmt.Sprintf(format, args...)), TypeMisconfigured, nil)
}

// guard turns an error into one that may be kept and shown. A Problem's detail
// is free of personal data by contract; the text of any other error is not (a
// database names the values that offend it), so only its Go type is told.
func guard(err error, what string) error {
	var own *temporal.ApplicationError
	var problem *models.Problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own
	case errors.As(err, &problem):
		return temporal.NewApplicationError(what+": "+problem.Detail, string(problem.Kind))
	case errors.Is(err, context.DeadlineExceeded):
		return temporal.NewApplicationError(what+": no answer in time", string(models.KindUnavailable))
	case errors.Is(err, context.Canceled):
		return temporal.NewApplicationError(what+": the worker is stopping", string(models.KindUnavailable))
	default:
		return temporal.NewApplicationError(fmt.Sprintf("%s: an error of type %T", what, root(err)), string(models.KindInternal))
	}
}

// root is the innermost error, whose type says most.
func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

package keys

import (
	"errors"

	failurepb "go.temporal.io/api/failure/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
)

// FailureConverter seals what an error says (message, stack, details) with the
// key of its case. The SDK's own does not follow the workflow, so this makes one
// for each.
type FailureConverter struct {
	data  converter.DataConverter
	inner converter.FailureConverter
}

// NewFailureConverter is the converter before the SDK gives it a workflow.
func NewFailureConverter(ring *Ring) *FailureConverter { return failuresWith(DataConverter(ring)) }

func failuresWith(data converter.DataConverter) *FailureConverter {
	return &FailureConverter{data: data, inner: temporal.NewDefaultFailureConverter(
		temporal.DefaultFailureConverterOptions{DataConverter: data, EncodeCommonAttributes: true})}
}

// WithSerializationContext is the converter for one workflow and its activities.
func (f *FailureConverter) WithSerializationContext(sc converter.SerializationContext) converter.FailureConverter {
	return failuresWith(converter.WithDataConverterSerializationContext(f.data, sc))
}

// ErrorToFailure seals an error. Where that is impossible (no key, no case) the
// failure keeps its type and tells nothing else: it must still reach Temporal.
func (f *FailureConverter) ErrorToFailure(err error) (out *failurepb.Failure) {
	defer func() {
		if recover() != nil { // the SDK's converter panics when the codec fails
			out = unsealable(err)
		}
	}()
	return f.inner.ErrorToFailure(err)
}

// FailureToError opens a failure.
func (f *FailureConverter) FailureToError(failure *failurepb.Failure) error {
	return f.inner.FailureToError(failure)
}

func unsealable(err error) *failurepb.Failure {
	info := &failurepb.ApplicationFailureInfo{}
	var application *temporal.ApplicationError
	if errors.As(err, &application) {
		info.Type, info.NonRetryable = application.Type(), application.NonRetryable()
	}
	return &failurepb.Failure{
		Message:     "the error could not be sealed, so it is not told",
		Source:      "GoSDK",
		FailureInfo: &failurepb.Failure_ApplicationFailureInfo{ApplicationFailureInfo: info},
	}
}

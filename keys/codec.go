package keys

import (
	"context"
	"errors"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"handinhand/models"
)

// bulky is the size in bytes from which on a payload is compressed before it is sealed: the state of a case with
// thousands of open tasks stays below Temporal's limit of 2 MB. What is small would only get slower.
const bulky = 16 << 10

var zip = converter.NewZlibCodec(converter.ZlibCodecOptions{})

const (
	sealedEncoding = "binary/sealed" // metadata "encoding" of a sealed payload
	ownerMetadata  = "key"           // metadata: whose key sealed it
)

// Codec seals Temporal's payloads with the key of the case whose workflow they
// belong to. Payloads outside of any case are refused: nothing of ours makes them.
type Codec struct {
	ring  *Ring
	owner string // "" = not in a workflow
}

// NewCodec is the codec before the SDK gives it a workflow.
func NewCodec(ring *Ring) *Codec { return &Codec{ring: ring} }

// DataConverter is the default converter with a Codec around it.
func DataConverter(ring *Ring) converter.DataConverter {
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), NewCodec(ring))
}

// WithSerializationContext is the codec for one workflow and its activities.
func (c *Codec) WithSerializationContext(sc converter.SerializationContext) converter.PayloadCodec {
	workflow := ""
	switch sc := sc.(type) {
	case converter.WorkflowSerializationContext:
		workflow = sc.WorkflowID
	case converter.ActivitySerializationContext:
		workflow = sc.WorkflowID
	}
	if models.OfPlatform(workflow) { // it outlives the keys of cases, and knows ids only
		return &Codec{ring: c.ring, owner: platformOwner}
	}
	id, ok := models.CaseOfWorkflow(workflow)
	if !ok {
		return NewCodec(c.ring)
	}
	return &Codec{ring: c.ring, owner: CaseOwner(id)}
}

// Encode seals payloads.
func (c *Codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	if c.owner == "" {
		return nil, errors.New("keys: a payload outside of a case's workflow is not sealed, hence not sent")
	}
	box, err := c.ring.ensure(context.Background(), c.owner)
	if err != nil {
		return nil, err
	}
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		plain, err := pack(p)
		if err != nil {
			return nil, fmt.Errorf("keys: encode a payload: %w", err)
		}
		sealed, err := box.Seal(plain, []byte(sealedEncoding))
		if err != nil {
			return nil, err
		}
		out[i] = &commonpb.Payload{
			Metadata: map[string][]byte{converter.MetadataEncoding: []byte(sealedEncoding), ownerMetadata: []byte(c.owner)},
			Data:     sealed,
		}
	}
	return out, nil
}

// Decode opens payloads with the key that each names; those that are not sealed
// pass. After the key's destruction it is a Problem of KindNotFound.
func (c *Codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		if string(p.GetMetadata()[converter.MetadataEncoding]) != sealedEncoding {
			out[i] = p
			continue
		}
		plain, err := c.open(p)
		if err != nil {
			return nil, err
		}
		if out[i], err = unpack(plain); err != nil {
			return nil, errors.New("keys: a sealed payload holds no payload")
		}
	}
	return out, nil
}

func pack(p *commonpb.Payload) ([]byte, error) {
	if len(p.GetData()) >= bulky {
		zipped, err := zip.Encode([]*commonpb.Payload{p})
		if err != nil {
			return nil, err
		}
		p = zipped[0]
	}
	return proto.Marshal(p)
}

func unpack(plain []byte) (*commonpb.Payload, error) {
	p := &commonpb.Payload{}
	if err := proto.Unmarshal(plain, p); err != nil {
		return nil, err
	}
	unzipped, err := zip.Decode([]*commonpb.Payload{p})
	if err != nil {
		return nil, err
	}
	return unzipped[0], nil
}

func (c *Codec) open(p *commonpb.Payload) ([]byte, error) {
	owner := string(p.GetMetadata()[ownerMetadata])
	// A payload moved from another case would open with that case's key.
	if c.owner != "" && owner != c.owner {
		return nil, fmt.Errorf("keys: a payload of %s is sealed with the key of another", c.owner)
	}
	box, err := c.ring.existing(context.Background(), owner)
	if err != nil {
		return nil, err
	}
	return box.Open(p.GetData(), []byte(sealedEncoding))
}

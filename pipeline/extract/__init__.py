"""From a document's pages to its fields: labels and places of the catalogue, QR codes and machine-readable zones."""

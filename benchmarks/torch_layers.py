"""Keras networks as plain PyTorch modules, with the same weights."""

import keras
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU}


class DownSame(nn.Conv2d):
    """Convolution with Keras's "same" padding: the odd pixel comes last."""

    def forward(self, x):
        around = []
        for side, kernel, stride in zip(
            x.shape[2:], self.kernel_size, self.stride, strict=True
        ):
            total = max((-(-side // stride) - 1) * stride + kernel - side, 0)
            around.append((total // 2, total - total // 2))
        (top, bottom), (left, right) = around
        if (top, left) == (bottom, right):
            same = self.weight, self.bias, self.stride, (top, left)
            return F.conv2d(x, *same)
        x = F.pad(x, (left, right, top, bottom))
        return F.conv2d(x, self.weight, self.bias, self.stride)


class UpSame(nn.ConvTranspose2d):
    """Transposed convolution to `stride` times the size, as Keras's "same"."""

    def forward(self, x):
        crop = [
            max(kernel - stride, 0) // 2
            for kernel, stride in zip(
                self.kernel_size, self.stride, strict=True
            )
        ]
        made = F.conv_transpose2d(x, self.weight, self.bias, self.stride, crop)
        height, width = (
            side * stride
            for side, stride in zip(x.shape[2:], self.stride, strict=True)
        )
        return made[..., :height, :width]


def translate(network):
    """Return a `nn.Sequential` with the layers and weights of `network`.

    Images are `(batch, channels, height, width)` in it. So the units of a
    dense layer before `Reshape` or after `Flatten` change their order.
    """
    modules, layers = [], network.layers
    for i, layer in enumerate(layers):
        modules.append(_module(layer, _order(layers, i)))
        kind = getattr(getattr(layer, "activation", None), "__name__", None)
        if kind in ACTIVATIONS:
            modules.append(ACTIVATIONS[kind]())
        elif kind not in (None, "linear"):
            raise TypeError(f"`translate` does not know {kind!r}.")
    return nn.Sequential(*modules)


def _module(layer, order):
    weights = [np.asarray(w) for w in layer.get_weights()]
    before, after = order
    match layer:
        case keras.layers.Dense():
            weights = [w[..., after] for w in weights]
            made = nn.Linear(*weights[0].shape, bias=layer.use_bias)
            return _fill(made, weights[0][before].T, *weights[1:])
        case keras.layers.Conv2D() | keras.layers.Conv2DTranspose():
            up = isinstance(layer, keras.layers.Conv2DTranspose)
            sizes = layer.input.shape[-1], layer.filters
            sizes += layer.kernel_size, layer.strides
            made = (UpSame if up else DownSame)(*sizes, bias=layer.use_bias)
            return _fill(made, weights[0].transpose(3, 2, 0, 1), *weights[1:])
        case keras.layers.BatchNormalization():
            flat = len(layer.input.shape) == 2
            gamma, beta, mean, variance = (w[after] for w in weights)
            sizes = len(gamma), layer.epsilon, 1 - layer.momentum
            made = (nn.BatchNorm1d if flat else nn.BatchNorm2d)(*sizes)
            made.running_mean = torch.tensor(mean)
            made.running_var = torch.tensor(variance)
            return _fill(made, gamma, beta)
        case keras.layers.Reshape():
            height, width, channels = layer.target_shape
            return nn.Unflatten(1, (channels, height, width))
        case keras.layers.Flatten():
            return nn.Flatten()
        case keras.layers.ReLU():
            return nn.ReLU()
        case keras.layers.LeakyReLU():
            return nn.LeakyReLU(layer.negative_slope)
        case keras.layers.Dropout():
            return nn.Dropout(layer.rate)
    raise TypeError(
        "`translate` knows the layers of our networks and of the tutorial's. "
        f"Got {type(layer).__name__} instead."
    )


def _fill(module, weight, *bias):
    with torch.no_grad():
        module.weight.copy_(torch.tensor(np.ascontiguousarray(weight)))
        if bias:
            module.bias.copy_(torch.tensor(bias[0]))
    return module


def _order(layers, i):
    """Order of the rows and of the columns of layer `i`, channels first."""
    before = after = slice(None)
    if i and isinstance(layers[i - 1], keras.layers.Flatten):
        before = _channels_first(layers[i - 1].input.shape[1:])
    for later in layers[i + 1 :]:
        if isinstance(later, keras.layers.Reshape):
            after = _channels_first(later.target_shape)
        if later.weights and len(later.input.shape) > 2:
            break
        if isinstance(later, keras.layers.Dense):
            break
    if len(layers[i].output.shape) > 2:
        after = slice(None)
    return before, after


def _channels_first(shape):
    """Where each unit of `(channels, height, width)` was, channels last."""
    index = np.arange(np.prod(shape)).reshape(shape)
    return np.moveaxis(index, -1, 0).ravel()
